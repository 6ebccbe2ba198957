import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { folderArchive, memoryArchive, type Archive } from "../../../src/archive/index.ts";
import { isFootbridgeError } from "../../../src/index.ts";
import { contents, fill } from "./archives.ts";
import { bundlePlatform, jobFile, makeRichJob } from "./sample-jobs.ts";

const platform = bundlePlatform();
const { saagie } = platform;

type Files = Readonly<Record<string, string>>;

let exported: Files = {};

beforeAll(async () => {
  const { id: project } = await platform.makeProject();
  const id = await makeRichJob(saagie, project, { isScheduled: true });
  await saagie.jobs.edit(id, { alerting: { emails: ["ops@example.org"] } });
  await saagie.jobs.create(project, { name: "Tidy", technology: "Bash", commandLine: "echo 1" });
  const archive = memoryArchive();
  await saagie.projects.export(project, archive);
  exported = {
    ...(await contents(archive)),
    "more/job.json": JSON.stringify(jobFile()),
    "more/version/1/sort.py": "1",
  };
});

/** A change of one kind; where it strikes is told by numbers, whatever there is to be struck. */
interface Mutation {
  readonly kind: "value" | "key" | "removed" | "bytes" | "cut" | "lost" | "moved" | "added";
  readonly file: number;
  readonly place: number;
  readonly junk: unknown;
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e21,
    "",
    " ",
    "..",
    "../../x",
    "/x",
    "a/b",
    "nul",
    "\u0000",
    "x".repeat(300),
  ),
  fc.constantFrom<unknown>(
    [],
    [[]],
    {},
    { a: 1 },
    ["x"],
    [null],
    "__proto__",
    "constructor",
    "2024-01-01",
    "Python",
    "3.9",
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(
    "value",
    "value",
    "value",
    "key",
    "removed",
    "bytes",
    "cut",
    "lost",
    "moved",
    "added",
  ),
  file: fc.nat(),
  place: fc.nat(),
  junk,
});

function mutated(files: Files, { kind, file, place, junk: value }: Mutation): Files {
  const paths = Object.keys(files).filter(
    (path) => kind === "lost" || kind === "moved" || path.endsWith(".json"),
  );
  const path = paths[file % paths.length];
  if (path === undefined) return files;
  const text = files[path] ?? "";
  const { [path]: _, ...others } = files;
  switch (kind) {
    case "lost":
      return others;
    case "moved":
      return { ...others, [path.replace(/[^/]*$/u, `${place}`)]: text };
    case "added":
      return {
        ...files,
        [path.replace(/[^/]*$/u, `version/1/${place}`)]: "more",
        [`${place}/job.json`]: JSON.stringify(value),
      };
    case "cut":
      return { ...files, [path]: text.slice(0, place % (text.length + 1)) };
    case "bytes": {
      const at = place % (text.length + 1);
      return { ...files, [path]: text.slice(0, at) + String(value).slice(0, 3) + text.slice(at + 1) };
    }
    default:
      return { ...files, [path]: changedJson(text, { kind, place, value }) };
  }
}

/** Changes one member, wherever it is, of a text that is JSON. */
function changedJson(
  text: string,
  { kind, place, value }: { kind: string; place: number; value: unknown },
): string {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return text;
  }
  const members: { readonly owner: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (owner: unknown): void => {
    if (typeof owner !== "object" || owner === null) return;
    for (const key of Object.keys(owner)) {
      members.push({ owner: owner as Record<string, unknown>, key });
      visit((owner as Record<string, unknown>)[key]);
    }
  };
  visit(root);
  const member = members[place % Math.max(members.length, 1)];
  if (member === undefined) return text;
  const { owner, key } = member;
  if (kind === "value") owner[key] = value;
  else if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else {
    const before = owner[key];
    delete owner[key];
    if (kind === "key")
      Object.defineProperty(owner, String(value), { value: before, enumerable: true, configurable: true });
  }
  return JSON.stringify(root);
}

async function importMutated(archive: Archive, skipImpossible: boolean): Promise<void> {
  const { id: project } = await platform.makeProject();
  const options = { project, skipImpossible };
  let planned: readonly string[] = [];
  try {
    planned = (await saagie.jobs.planImport(archive, options)).steps.map(({ action }) => action);
    const { jobs } = await saagie.jobs.import(archive, options);
    expect(jobs).toHaveLength(planned.filter((action) => action !== "cannot").length);
    const { steps } = await saagie.jobs.import(archive, options);
    expect(steps.filter(({ action }) => action !== "cannot").map(({ action }) => action)).toEqual(
      jobs.map(() => "unchanged"),
    );
  } catch (error) {
    if (!isFootbridgeError(error, "INVALID_INPUT")) throw error;
    // What is refused is refused before anything is made.
    expect(await saagie.jobs.listMinimal(project)).toEqual([]);
    if (planned.length > 0) expect([skipImpossible, planned.includes("cannot")]).toEqual([false, true]);
  }
}

const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

describe("an archive that was changed anyhow is imported, or refused as bad input", () => {
  test("in memory", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(mutations, fc.boolean(), async (list, skipImpossible) => {
        await importMutated(await fill(memoryArchive(), list.reduce(mutated, exported)), skipImpossible);
      }),
      { numRuns: 200 },
    );
  });

  test("in a folder, and nothing is written outside of it", { timeout: 60_000 }, async () => {
    const parent = await mkdtemp(join(tmpdir(), "footbridge-test-"));
    let run = 0;
    try {
      await fc.assert(
        fc.asyncProperty(mutations, fc.boolean(), async (list, skipImpossible) => {
          run += 1;
          const around = join(parent, String(run));
          const archive = await fill(folderArchive(join(around, "export")), list.reduce(mutated, exported));
          const before = Object.keys(await contents(archive));
          await importMutated(archive, skipImpossible);
          expect(await readdir(around)).toEqual(["export"]);
          expect(Object.keys(await contents(archive))).toEqual(before);
        }),
        { numRuns: 30 },
      );
      expect((await readdir(parent)).length).toBe(run);
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });
});
