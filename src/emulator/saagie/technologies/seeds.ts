import type { CatalogueRepository, ContextRecord, FeatureRecord, TechnologyRecord } from "./records.ts";
import { createdReports } from "./synchronize.ts";

/** The id of the vendor's own repository. */
export const VENDOR_REPOSITORY_ID = "9fcbddfe-a7b7-4d25-807c-ad030782c923";

const SYNCHRONIZED = Date.UTC(2024, 4, 2, 6, 30);

const PARTIAL_CONTEXT: Omit<ContextRecord, "id" | "label"> = {
  description: null,
  available: true,
  recommended: false,
  trustLevel: "Stable",
  deprecationDate: null,
  dockerInfo: null,
  features: [],
  innerContexts: [],
  ports: [],
  volumes: [],
  defaultResources: null,
  releaseNotes: null,
  facets: [],
  missingFacets: [],
};

const PARTIAL_TECHNOLOGY: Omit<
  TechnologyRecord,
  "kind" | "id" | "technologyId" | "label" | "description" | "contexts" | "icon"
> = {
  available: true,
  customFlags: [],
  defaultResources: null,
  baseline: null,
  backgroundColor: null,
  readme: null,
  facets: [],
  missingFacets: [],
  lastUpdate: SYNCHRONIZED,
};

function feature(
  type: FeatureRecord["type"],
  label: string,
  rest: Partial<FeatureRecord> = {},
): FeatureRecord {
  return { type, label, mandatory: false, comment: null, defaultValue: null, ...rest };
}

const SCHEDULER = feature("SCHEDULER", "Scheduled");
const PACKAGE = feature("ARTIFACT", "Package", { comment: "The file that {file} stands for in the command" });

function command(defaultValue: string, mandatory = true): FeatureRecord {
  return feature("COMMAND_LINE", "Command", { mandatory, defaultValue, comment: "Run by a shell" });
}

/** Makes a runtime; its label is its id unless another one is given. */
function runtime(id: string, rest: Partial<ContextRecord> = {}): ContextRecord {
  return { ...PARTIAL_CONTEXT, id, label: rest.label ?? id, ...rest };
}

function docker(image: string, version: string): Pick<ContextRecord, "dockerInfo"> {
  return { dockerInfo: { image, version } };
}

function job(id: string, label: string, contexts: readonly ContextRecord[]): TechnologyRecord {
  const technologyId = label.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return {
    ...PARTIAL_TECHNOLOGY,
    kind: "JOB",
    id,
    technologyId,
    label,
    description: `${label} jobs`,
    icon: technologyId,
    contexts,
  };
}

/** The runtimes of Python: one to recommend, others to use, one for the bold, two that nobody can use any more. */
function pythonContexts(): readonly ContextRecord[] {
  const features = [
    command("python {file} arg1 arg2"),
    feature("ARTIFACT", "Package", { mandatory: true, comment: "A script or a zip archive" }),
    SCHEDULER,
  ];
  const python = (version: string, rest: Partial<ContextRecord> = {}): ContextRecord =>
    runtime(version, { label: `Python ${version}`, ...docker("saagie/python", version), features, ...rest });
  return [
    python("3.11", { trustLevel: "Experimental" }),
    python("3.10", { recommended: true }),
    python("3.9"),
    python("3.8"),
    python("3.6", { trustLevel: "Deprecated", deprecationDate: Date.UTC(2023, 0, 1) }),
    python("2.7", { trustLevel: "Deprecated", available: false, deprecationDate: Date.UTC(2021, 0, 1) }),
  ];
}

function sparkContexts(): readonly ContextRecord[] {
  const features = [command("spark-submit {file}"), PACKAGE, SCHEDULER];
  const language = (label: string, versions: readonly string[]): ContextRecord =>
    runtime(label, {
      recommended: label === "Python",
      features,
      innerContexts: versions.map((version, index) =>
        runtime(version, { recommended: index === 0, features, ...docker("saagie/spark", `3.1-${version}`) }),
      ),
    });
  return [
    runtime("3.1", {
      label: "Spark 3.1",
      recommended: true,
      features,
      ...docker("saagie/spark", "3.1"),
      innerContexts: [language("Python", ["3.9", "3.8"]), language("Java/Scala", ["11", "8"])],
    }),
    runtime("2.4", { label: "Spark 2.4", available: false, trustLevel: "Deprecated", features }),
  ];
}

function jobTechnologies(): readonly TechnologyRecord[] {
  const simple = (line: string, image: string, ...versions: readonly string[]): readonly ContextRecord[] =>
    versions.map((version, index) =>
      runtime(version, {
        recommended: index === 0,
        features: [command(line), PACKAGE, SCHEDULER],
        ...docker(image, version),
      }),
    );
  const dockerFeatures = [
    feature("DOCKER_INFO", "Docker image", { mandatory: true }),
    command("", false),
    SCHEDULER,
  ];
  return [
    job(
      "a7f89b17-e078-46ab-ba48-be4fae8dd606",
      "Bash",
      simple("bash {file}", "saagie/bash", "debian11-bullseye", "debian10-buster"),
    ),
    job("1bf79f1d-7e2d-4daf-976d-8702114ab507", "Generic", [
      runtime("docker", { label: "Docker", recommended: true, features: dockerFeatures }),
    ]),
    job(
      "9f188511-d49f-4129-9d6d-f4d451f42acd",
      "Java/Scala",
      simple("java -jar {file}", "saagie/java-scala", "11", "8"),
    ),
    job("0db6d0a7-ad4b-45cd-8082-913a192daa25", "Python", pythonContexts()),
    job("5cbb55aa-8ce9-449b-b0b9-64cc6781ea89", "R", simple("Rscript {file}", "saagie/r", "4.0", "3.6")),
    {
      ...job("1d117fb6-0697-438a-b419-a69e0e7406e8", "Spark", sparkContexts()),
      kind: "SPARK",
      customFlags: ["Spark"],
    },
    job("46cede50-c22a-4b95-9088-3251d0466458", "SQOOP", simple("sqoop import", "saagie/sqoop", "1.4.7")),
    job("3f0c7f0b-5b6d-4a58-9d4c-54a3a0f3c201", "Talend", simple("sh {file}", "saagie/talend", "1.8.0")),
  ];
}

/** Labels and ids of the apps; those with a known runtime name it, with what it mounts. */
const APPS: readonly (readonly [id: string, label: string, context?: string, volume?: string])[] = [
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a01", "CloudBeaver"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a02", "Dash"],
  ["36912c68-d084-43b9-9fda-b5ded8eb7b13", "Docker image"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a04", "Grafana", "8.2", "/var/lib/grafana"],
  [
    "7d3f247c-b5a9-4a34-a0a2-f6b209bc2b63",
    "Jupyter Notebook",
    "JupyterLab+GenAI 4.0 Python 3.11",
    "/notebooks-dir",
  ],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a06", "Kibana", "7.15.1"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a07", "Metabase"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a08", "MLFlow Server"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a09", "Nifi"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a10", "OrientDB"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a11", "PGAdmin 4"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a12", "RStudio"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a13", "Spark History Server"],
  ["6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a14", "Zeppelin Notebook"],
];

function appTechnologies(): readonly TechnologyRecord[] {
  return APPS.map(([id, label, contextLabel = "1.0", volume]) => {
    const name = label.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const context = runtime(`${name}-${contextLabel.toLowerCase().replace(/[^a-z0-9.]+/g, "-")}`, {
      label: contextLabel,
      recommended: true,
      ...docker(`saagie/${name}`, contextLabel.replace(/[^A-Za-z0-9.]+/g, "-")),
      ports: [{ name: "Web", port: 8080, basePath: "SAAGIE_BASE_PATH", rewriteUrl: false, scope: "PROJECT" }],
      volumes: volume === undefined ? [] : [{ path: volume, size: "64 MB" }],
    });
    return {
      ...PARTIAL_TECHNOLOGY,
      kind: "APP",
      id,
      technologyId: name,
      label,
      description: label,
      icon: name,
      customFlags: label === "Docker image" ? ["GenericApp"] : [],
      baseline: label,
      contexts: [context],
    };
  });
}

/** What makes a repository of the seed; the rest follows. */
interface RepositoryFields {
  readonly id: string;
  readonly name: string;
  readonly creator: string;
  readonly readOnly: boolean;
  readonly url: string;
  readonly synchronizationId: string;
  readonly technologies: readonly TechnologyRecord[];
}

/** Every repository of the seed was synchronized once, when it was added. */
function repository({ url, synchronizationId, ...fields }: RepositoryFields): CatalogueRepository {
  const source = { kind: "URL", url } as const;
  const { creator, technologies } = fields;
  return {
    ...fields,
    source,
    editor: creator,
    creationDate: SYNCHRONIZED,
    modificationDate: SYNCHRONIZED,
    cron: "0 3 * * *",
    synchronizations: [
      {
        id: synchronizationId,
        source,
        startedAt: SYNCHRONIZED,
        endedAt: SYNCHRONIZED,
        type: "INITIAL",
        author: creator,
        outcome: {
          kind: "SUCCESS",
          technologyReports: createdReports(technologies),
          issues: [],
          numberOfChanges: technologies.length,
          before: null,
        },
        revert: null,
      },
    ],
  };
}

/**
 * The catalogue that a new emulator has.
 *
 * @remarks `Saagie` is the vendor's own; what else is in it follows it closely enough for tests. `Labs` is
 * there for what an official catalogue does not show: a technology that cannot be used any more.
 */
export function seedCatalogue(): CatalogueRepository[] {
  const ruby = job("c1d2b3f4-53a7-4c2e-8e1a-2f60a1b7d902", "Ruby", [
    runtime("2.7", { recommended: true, features: [command("ruby {file}"), PACKAGE] }),
  ]);
  return [
    repository({
      id: VENDOR_REPOSITORY_ID,
      name: "Saagie",
      creator: "Saagie",
      readOnly: true,
      url: "https://github.com/saagie/technologies/releases/latest/download/technologies.zip",
      synchronizationId: "2c9d5b1e-6a44-4a0f-9b52-0e6f7a1c3d01",
      technologies: [...jobTechnologies(), ...appTechnologies()],
    }),
    repository({
      id: "e5a90b36-4f0d-4b41-9c7e-61d8f2a4c902",
      name: "Labs",
      creator: "labs",
      readOnly: false,
      url: "https://technologies.example.org/labs.zip",
      synchronizationId: "2c9d5b1e-6a44-4a0f-9b52-0e6f7a1c3d02",
      technologies: [
        job("c1d2b3f4-53a7-4c2e-8e1a-2f60a1b7d901", "Julia", [
          runtime("1.9", { recommended: true, features: [command("julia {file}"), PACKAGE] }),
        ]),
        { ...ruby, available: false },
      ],
    }),
  ];
}
