import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { runProgram } from "../../../src/codegen/regenerate/run-program.ts";
import { copiedProject, published } from "./own-project.ts";
import type { SmallProject } from "./small-project.ts";

// Successors of the real platform whose root fields are those of the version before: what a client without
// `platformVersion` takes each of them for, over the wire of the emulator.

const COLOUR = ["type Job {", "type Job { colour: String"] as const;
const COUNTED = ["type PlatformCounts {", "type PlatformCounts { apps: Int\n"] as const;
const OLD_COUNT = ["  apps: Int!\n}", "}"] as const;

/** What a client finds of a platform of each version, and what it asks for. */
async function found(project: SmallProject, ...versions: readonly string[]): Promise<unknown> {
  const door = (path: string): string => JSON.stringify(pathToFileURL(join(project.folder, path)).href);
  const program = `
import { emulateSaagie } from ${door("src/emulator/index.ts")};
import { Saagie } from ${door("src/saagie/index.ts")};
const found = {};
for (const platformVersion of ${JSON.stringify(versions)}) {
  const emulator = emulateSaagie({ platformVersion });
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch, clock });
  const version = await saagie.version();
  const asked = [...emulator.requests].map(({ operation, operationName }) => operationName ?? operation);
  found[platformVersion] = [version, asked.filter((name) => name !== "authenticate").length];
}
process.stdout.write(JSON.stringify(found));
`;
  return JSON.parse(await runProgram(program, { cwd: project.folder, what: "the copy does not run" }));
}

test("versions are told apart by a type where no root field does, on whichever endpoint", async () => {
  const project = copiedProject("schema", "operations", "generated", "src", "codegen.ts");
  const steps = [
    ["2099.01", published("platform", COLOUR)],
    ["2099.02", published("gateway", ["type Repository {", "type Repository { colour: String"])],
    // Nothing but that a count may be null now.
    ["2099.03", published("platform", COLOUR, OLD_COUNT, COUNTED)],
  ] as const;
  for (const [version, sdl] of steps) {
    expect(await project.regenerate(sdl, version)).toMatchObject({ code: 0, stderr: "" });
  }
  await runProgram(
    `import ${JSON.stringify(pathToFileURL(join(project.folder, "src/codegen/run.ts")).href)};`,
    {
      cwd: project.folder,
      what: "codegen does not run",
    },
  );
  expect(project.read("generated/saagie/history.ts").match(/marks: \{[^}]*\}[^}]*\}/gu)).toEqual([
    'marks: { "Repository colour": { since: "2099.02" } }',
    expect.stringContaining('"Job colour": { since: "2099.01" }'),
  ]);
  expect(await found(project, "2023.01", "2024.02", "2024.05", "2099.01", "2099.02", "2099.03")).toEqual({
    "2023.01": ["2023.01", 4],
    "2024.02": ["2024.02", 4],
    "2024.05": ["2024.05", 4],
    "2099.01": ["2099.01", 4],
    "2099.02": ["2099.02", 4],
    "2099.03": ["2099.03", 4],
  });
}, 180_000);

test("a client asks for nothing but root fields where they tell all versions apart", async () => {
  const project = copiedProject("generated", "src", "schema");
  expect(await found(project, "2023.01", "2024.05")).toEqual({
    "2023.01": ["2023.01", 1],
    "2024.05": ["2024.05", 1],
  });
}, 180_000);
