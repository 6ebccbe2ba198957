// npm run api          builds, and writes the API report of each public door: what a program can see through it
// npm run check:api    changes nothing, and fails where a report is not what it would write
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from "@microsoft/api-extractor";

const project = fileURLToPath(new URL("../..", import.meta.url));
const reports = fileURLToPath(new URL(".", import.meta.url));
const check = process.argv.includes("--check");

interface Door {
  /** The name of its report. */
  readonly report: string;
  /** Its built declarations, from the root of the project. */
  readonly types: string;
}

/** The doors are what package.json exports with types. */
function readDoors(): readonly Door[] {
  const { name, exports } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  return Object.entries(exports).flatMap(([path, target]) =>
    typeof target === "string"
      ? []
      : [{ report: `${path.replace(/^\.\/?/, "") || name}.api.md`, types: target.types }],
  );
}

function configFor({ report, types }: Door): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: project,
      mainEntryPointFilePath: join(project, types),
      compiler: {
        overrideTsconfig: { extends: "./tsconfig.json", files: [join(project, types)], include: [] },
      },
      newlineKind: "lf",
      apiReport: {
        enabled: true,
        // What the door's own names are made of is seen through it too: the generated methods, above all.
        includeForgottenExports: true,
        reportFileName: report,
        reportFolder: reports,
        reportTempFolder: join(project, "node_modules/.cache/api-extractor"),
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(project, "package.json"),
  });
}

/** Passes on the extractor's complaints, one line each, and keeps its success stories. */
function tell(message: ExtractorMessage): void {
  const { logLevel, messageId, sourceFilePath, sourceFileLine, text } = message;
  message.handled = true;
  if (messageId.startsWith("console-api-report")) return;
  if (logLevel !== ExtractorLogLevel.Error && logLevel !== ExtractorLogLevel.Warning) return;
  const place = sourceFilePath === undefined ? "" : `${sourceFilePath}:${sourceFileLine ?? 1}: `;
  console.error(`${place}${text}`);
}

const doors = readDoors();
const wanted = new Set(doors.map(({ report }) => report));
const strays = readdirSync(reports).filter((file) => file.endsWith(".api.md") && !wanted.has(file));
if (!check) for (const stray of strays) rmSync(join(reports, stray));

let failed = false;
const changed = doors.filter((door) => {
  const options = { localBuild: !check, messageCallback: tell };
  const { apiReportChanged, succeeded } = Extractor.invoke(configFor(door), options);
  failed ||= !succeeded;
  return apiReportChanged;
});
for (const report of [...strays, ...changed.map((door) => door.report)]) {
  console.error(check ? `not what the build offers: test/api/${report}` : `written: test/api/${report}`);
}
if (failed || (check && strays.length > 0)) {
  if (check) console.error("run `npm run api`, read the difference, and commit it");
  process.exitCode = 1;
}
