import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { buildASTSchema, buildSchema, validateSchema, type GraphQLSchema } from "graphql";
import { describe, expect, test } from "vitest";
import { knownVersions, loadSuperset } from "../../../src/codegen/schema/load-schema.ts";
import { schemaAt, versionsIn } from "../../../src/codegen/schema/versioned-schema.ts";
import { schemaFacts, typesOf } from "../schema-facts.ts";

const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));
const directory = fileURLToPath(new URL("../../../schema", import.meta.url));
const VERSIONS = knownVersions(directory, "saagie");

// What Saagie published, in figures: queries, mutations, types, all facts, and the digest of the facts.
// They keep these versions as they are; a new one is held by its schema files alone, until its figures join them.
const PUBLISHED: readonly (readonly [
  endpoint: string,
  version: string,
  figures: readonly number[],
  digest: string,
])[] = [
  [
    "platform",
    "2023.01",
    [41, 47, 153, 1079],
    "dfe19731ecb55d592ac4b30caaeceae482c22f575ade338e900b985417d68996",
  ],
  [
    "platform",
    "2023.02",
    [46, 47, 156, 1121],
    "3910e0cdde5b955783fc3d5cf79f584d30cb36fb5e80620446a2a62c407db1fd",
  ],
  [
    "platform",
    "2023.03",
    [50, 51, 165, 1194],
    "a50b0bdc976bfdfd18aa3a4c2283c3bec9d09dc6e3f49c55dd65de2b5b11509b",
  ],
  [
    "platform",
    "2023.04",
    [56, 58, 175, 1295],
    "18ac4a57b1c49f86203fce0c5be48f3659c4fbfe7732d1113add1fd46ed266b7",
  ],
  [
    "platform",
    "2023.05",
    [57, 61, 183, 1365],
    "3c0c08e5e165cd327aa61626133b809e205067106f1c40ac652408a025c9d1d9",
  ],
  [
    "platform",
    "2024.01",
    [58, 62, 184, 1385],
    "1ae81913205aa519c7d8483709d8fa3db86ef4fe31fe100be7555ea23655097a",
  ],
  [
    "platform",
    "2024.02",
    [59, 62, 185, 1399],
    "68996e795c25486236fc7fc440dcf93fc1b0a57037b5ca94036caa8c933d4c3c",
  ],
  [
    "platform",
    "2024.05",
    [55, 58, 174, 1322],
    "00139af56270e228b2023036b365c96772ce56abd5bbc21582b6c4144aff47d4",
  ],
  ["gateway", "2023.01", [9, 5, 66, 431], "33e25078b402d06c588bd125e94dc776f06c504f3cfae3836b2ff20a638bded1"],
  ["gateway", "2023.02", [9, 5, 66, 431], "33e25078b402d06c588bd125e94dc776f06c504f3cfae3836b2ff20a638bded1"],
  ["gateway", "2023.03", [9, 5, 68, 448], "021758e1b4eda5b5354464357ace53a0c81e57beb8811c6f9db9f762794520ce"],
  ["gateway", "2023.04", [9, 5, 68, 448], "021758e1b4eda5b5354464357ace53a0c81e57beb8811c6f9db9f762794520ce"],
  ["gateway", "2023.05", [9, 5, 68, 448], "021758e1b4eda5b5354464357ace53a0c81e57beb8811c6f9db9f762794520ce"],
  ["gateway", "2024.01", [9, 5, 68, 448], "021758e1b4eda5b5354464357ace53a0c81e57beb8811c6f9db9f762794520ce"],
  ["gateway", "2024.02", [9, 5, 68, 448], "021758e1b4eda5b5354464357ace53a0c81e57beb8811c6f9db9f762794520ce"],
  ["gateway", "2024.05", [6, 5, 56, 352], "9e81482255adcedcbd1f38252c80520152f255e677dc11e0d2c8015089a7decd"],
];

const supersets = new Map(
  ["platform", "gateway", "rest"].map((endpoint) => [
    endpoint,
    loadSuperset({ directory, platform: "saagie", endpoint }),
  ]),
);

function supersetOf(endpoint: string) {
  const superset = supersets.get(endpoint);
  if (superset === undefined) throw new Error(`there is no endpoint ${endpoint}`);
  return superset;
}

const schemaOf = (endpoint: string, version: string): GraphQLSchema =>
  buildASTSchema(schemaAt(supersetOf(endpoint), version));

const digestOf = (facts: readonly string[]) => createHash("sha256").update(facts.join("\n")).digest("hex");

test("the versions of saagie are declared once, for all of its endpoints, the oldest first", () => {
  for (const superset of supersets.values()) expect(versionsIn(superset)).toEqual(VERSIONS);
  const published = [...new Set(PUBLISHED.map(([, version]) => version))];
  expect(VERSIONS.filter((version) => published.includes(version))).toEqual(published);
  expect(VERSIONS).toEqual(VERSIONS.toSorted());
  expect(() => knownVersions(directory, "nowhere")).toThrow("nowhere");
});

test.each(PUBLISHED)(
  "%s %s has every fact that was published for it, and no other",
  (endpoint, version, figures, digest) => {
    const schema = schemaOf(endpoint, version);
    expect(validateSchema(schema)).toEqual([]);
    const facts = schemaFacts(schema);
    expect([
      Object.keys(schema.getQueryType()?.getFields() ?? {}).length,
      Object.keys(schema.getMutationType()?.getFields() ?? {}).length,
      typesOf(schema).length,
      facts.length,
    ]).toEqual(figures);
    expect(digestOf(facts)).toBe(digest);
  },
);

// A fact that changed: what it was, up to which version, and what it is since.
test.each([
  ["platform", "2023.01", "JobInstance.history: JobInstanceHistory", "JobInstance.history: InstanceHistory"],
  [
    "platform",
    "2023.01",
    "ConditionStatusInput.value: ConditionStatusPresetValueInput",
    "ConditionStatusInput.value: ConditionStatusPresetValueInput!",
  ],
  [
    "platform",
    "2023.02",
    "AppHistory.events: [StatusHistory!]!",
    "AppHistory.events: [StatusHistoryByAction!]",
  ],
  ["platform", "2023.03", "Mutation.moveJobs(projectId: UUID)", "Mutation.moveJobs(projectId: UUID!)"],
  ["platform", "2023.03", "Mutation.moveJobs: Boolean", "Mutation.moveJobs: Boolean @deprecated"],
  ["platform", "2023.04", "RunAction.author: String!", "RunAction.author: String"],
  ["platform", "2023.04", "StopAction.author: String!", "StopAction.author: String"],
  ["platform", "2023.04", "RestartAction.author: String!", "RestartAction.author: String"],
  ["platform", "2023.04", "UpgradeAction.author: String!", "UpgradeAction.author: String"],
  ["platform", "2023.04", "RollbackAction.author: String!", "RollbackAction.author: String"],
  ["platform", "2023.05", "PipelineVersion.jobs: [Job!] @deprecated", "PipelineVersion.jobs: [Job!]"],
  [
    "platform",
    "2024.01",
    "Query.graphPipelineByAlias(name: String!)",
    "Query.graphPipelineByAlias(alias: String!)",
  ],
  [
    "gateway",
    "2023.02",
    "ExtJobTechnology.contexts: [ExtJobContextType!]!",
    "ExtJobTechnology.contexts: [ExtJobContext!]!",
  ],
])("on %s the fact that was, up to %s, %s is %s", (endpoint, until, before, after) => {
  const next = VERSIONS[VERSIONS.indexOf(until) + 1] ?? "";
  const [old, young] = [until, next].map((version) => schemaFacts(schemaOf(endpoint, version)));
  expect(old).toContain(before);
  expect(old).not.toContain(after);
  expect(young).toContain(after);
  expect(young).not.toContain(before);
});

test.each([
  ["2023.03", "ObjectTypeDefinition PipelineInstanceSelectorCount", false],
  ["2023.04", "ObjectTypeDefinition PipelineInstanceSelectorCount", true],
  ["2024.02", "ExpansionStatus = WAITING_FOR_LINK_TO_AN_APP", true],
  ["2024.01", "EnvVarScope = APP", false],
  ["2024.01", "PipelineInput.alias: String!", true],
  ["2023.05", "PipelineInput.alias: String!", false],
  ["2024.02", "Query.connection: Connection", true],
  ["2024.05", "Query.connection: Connection", false],
])("platform %s has %s: %s", (version, fact, has) => {
  expect(schemaFacts(schemaOf("platform", version)).includes(fact)).toBe(has);
});

describe("the REST services", () => {
  test.each(VERSIONS)("are in %s what they are in every version", (version) => {
    expect(schemaFacts(schemaOf("rest", version))).toEqual(
      schemaFacts(schemaOf("rest", VERSIONS.at(-1) ?? "")),
    );
  });
});

test.each(["platform", "gateway", "rest"])(
  "what operations are written against on %s is a schema",
  (endpoint) => {
    expect(validateSchema(buildASTSchema(supersetOf(endpoint)))).toEqual([]);
  },
);

describe("schema:print", () => {
  const print = (...args: readonly string[]) =>
    new Promise<readonly [code: number, stdout: string, stderr: string]>((resolve) => {
      const command = ["--import", "tsx", "src/codegen/print-schema.ts", ...args];
      execFile(process.execPath, command, { cwd: PROJECT, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
        resolve([error === null ? 0 : Number(error.code), stdout, stderr]);
      });
    });

  test("prints the plain SDL of the version that is meant", async () => {
    const [code, stdout] = await print("saagie/gateway", "v2023.2");
    expect(code).toBe(0);
    expect(schemaFacts(buildSchema(stdout))).toEqual(schemaFacts(schemaOf("gateway", "2023.02")));
  });

  test("names the known versions when it is none of them", async () => {
    expect(await print("saagie/platform", "2024.03")).toEqual([
      1,
      "",
      `"2024.03" is not among the known platform versions: ${VERSIONS.join(", ")}\n`,
    ]);
  });

  test("says how it is used", async () => {
    expect(await print("saagie")).toEqual([
      2,
      "",
      "usage: npm run -s schema:print -- saagie/platform 2024.05\n",
    ]);
  });
});
