import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// Who may import whom. A border that nobody tries may have fallen unseen: every breach below is planted in a folder
// apart, linted with this project's own configuration, and has to be reported.

const project = fileURLToPath(new URL("..", import.meta.url));

interface Room {
  readonly folder: string;
  /** What it may import from other rooms. */
  readonly may: RegExp;
}

const NOTHING = /^$/;

/** The rooms of the bundle: what the platform may import, of its own all but the door, and of the other rooms some. */
function bundleRooms(others: Readonly<Record<string, readonly string[]>>): readonly Room[] {
  return Object.entries(others).map(([name, rooms]) => ({
    folder: `src/saagie/bundle/${name}`,
    may: new RegExp(
      `^(?:src/core/|generated/saagie/|src/saagie/(?:(?!bundle/|index)|bundle/(?:${["none", ...rooms].join("|")})/))`,
    ),
  }));
}

const rooms: readonly Room[] = [
  { folder: "generated/saagie", may: NOTHING },
  { folder: "generated/descartes", may: NOTHING },
  { folder: "generated/agave", may: NOTHING },
  { folder: "generated/emulator", may: NOTHING },
  { folder: "src/core", may: NOTHING },
  { folder: "src/saagie", may: /^(?:src\/core|generated\/saagie)\// },
  ...bundleRooms({
    format: [],
    engine: ["format"],
    importers: ["engine", "format"],
    import: ["importers", "engine", "format"],
    export: ["format"],
  }),
  { folder: "src/descartes", may: /^(?:src\/core|generated\/descartes)\// },
  { folder: "src/agave", may: /^(?:src\/core|generated\/agave)\// },
  { folder: "src/node", may: /^(?:src\/core\/|node:)/ },
  { folder: "src/archive", may: /^(?:src\/core\/|src\/node\/|node:)/ },
  { folder: "src/emulator", may: /^(?:generated\/emulator\/|node:)/ },
  { folder: "src/codegen", may: /^node:/ },
  {
    folder: "src/cli",
    may: /^(?:src\/(?:(?:saagie|agave|descartes|archive|emulator|node)\/)?index\.ts|node:.*)$/,
  },
];

/** A few files of each room, which do not have to exist, and what stands outside all rooms. */
const targets: readonly string[] = [
  "generated/saagie/platform.ts",
  "generated/agave/methods.ts",
  "generated/descartes/methods.ts",
  "generated/emulator/index.ts",
  "src/index.ts",
  "src/core/errors.ts",
  "src/core/http/binding.ts",
  "src/saagie/index.ts",
  "src/saagie/jobs/jobs.ts",
  "src/saagie/bundle/format/manifest.ts",
  "src/saagie/bundle/engine/journal.ts",
  "src/saagie/bundle/importers/jobs.ts",
  "src/saagie/bundle/import/jobs.ts",
  "src/saagie/bundle/export/jobs.ts",
  "src/agave/index.ts",
  "src/descartes/index.ts",
  "src/node/index.ts",
  "src/node/http/transport.ts",
  "src/archive/index.ts",
  "src/archive/folder-archive.ts",
  "src/emulator/index.ts",
  "src/emulator/saagie/world.ts",
  "src/cli/main.ts",
  "src/codegen/schema/versioned-schema.ts",
  "src/codegen/schema/load-schema.ts",
  "src/codegen/plugins/methods/thin-methods.ts",
  "test/samples.ts",
  "node:fs",
  "node:fs/promises",
  "footbridge/saagie",
];

const BORDER = "eslint(no-restricted-imports)";

/** The ways to import, and the rule that has to notice. */
const forms: readonly { readonly write: (path: string) => string; readonly rule: string }[] = [
  { write: (path) => `import { x } from "${path}";\nexport const y = [x];\n`, rule: BORDER },
  { write: (path) => `import "${path}";\n`, rule: BORDER },
  { write: (path) => `import type { X } from "${path}";\nexport type Y = X[];\n`, rule: BORDER },
  { write: (path) => `export { x } from "${path}";\n`, rule: BORDER },
  { write: (path) => `export * from "${path}";\n`, rule: BORDER },
  { write: (path) => `export const load = () => import("${path}");\n`, rule: BORDER },
  { write: (path) => `export type X = import("${path}").X;\n`, rule: "typescript(consistent-type-imports)" },
  {
    write: (path) => `export const x: unknown = require("${path}");\n`,
    rule: "typescript(no-require-imports)",
  },
];

/** A planted file and, where it is a breach, the rule that has to report it. */
interface Plant {
  readonly file: string;
  readonly text: string;
  readonly rule?: string;
}

/** Plants `target` into a room in every form, on its ground floor and one floor up. */
function plantBreaches({ folder }: Room, target: string): readonly Plant[] {
  const name = target.replaceAll(/[^a-z]+/g, "-");
  return ["", "inner/"].flatMap((floor) =>
    forms.map(({ write, rule }, form) => {
      const file = `${folder}/${floor}plants-${name}-${form}.ts`;
      return { file, text: write(specifier(file, target)), rule };
    }),
  );
}

/** How `file` names `target` in an import, both given from the root of the project. */
function specifier(file: string, target: string): string {
  if (!target.endsWith(".ts")) return target;
  const path = posix.relative(posix.dirname(file), target);
  return path.startsWith(".") ? path : `./${path}`;
}

const mayImport = (room: Room, target: string): boolean =>
  room.may.test(target) || target.startsWith(`${room.folder}/`);

const breaches = rooms.flatMap((room) =>
  targets
    .filter((target) => !mayImport(room, target))
    .map((target) => ({ room: room.folder, target, plants: plantBreaches(room, target) })),
);

const clean = rooms.map((room) => {
  const floors = room.folder.startsWith("generated") ? [""] : ["", "inner/"];
  // Its own door is for others: inside a room, files import files.
  const ownDoor = `${room.folder}/index.ts`;
  const paths = targets.filter((target) => mayImport(room, target) && target !== ownDoor);
  const plants = floors.map((floor): Plant => {
    const file = `${room.folder}/${floor}plants-nothing.ts`;
    const lines = [...paths, `${room.folder}/own.ts`, "graphql"].map((path) => specifier(file, path));
    return { file, text: lines.map((path, at) => `export { x${at} } from "${path}";\n`).join("") };
  });
  return { room: room.folder, plants };
});

const others = {
  runtime: {
    file: "src/core/runtime.ts",
    text: 'export const node = () => import("../node/index.ts");\nexport { x } from "../node/transport.ts";\n',
  },
  bareModule: { file: "src/core/plants-fs.ts", text: 'export { readFile } from "fs";\n' },
  computed: {
    file: "src/core/plants-computed.ts",
    text: "export const load = (path: string) => import(path);\n",
  },
  global: { file: "src/saagie/plants-global.ts", text: 'export const bytes = Buffer.from("text");\n' },
  circleA: {
    file: "src/core/circle-a.ts",
    text: 'export { b } from "./circle-b.ts";\nexport const a = 1;\n',
  },
  circleB: {
    file: "src/core/circle-b.ts",
    text: 'export { a } from "./circle-a.ts";\nexport const b = 2;\n',
  },
  typesA: {
    file: "src/core/types-a.ts",
    text: 'import type { B } from "./types-b.ts";\nexport type A = B | 1;\n',
  },
  typesB: {
    file: "src/core/types-b.ts",
    text: 'import type { A } from "./types-a.ts";\nexport type B = A[];\n',
  },
} as const satisfies Record<string, Plant>;

interface Report {
  readonly filename: string;
  readonly code: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

let root: string;
const reports = new Map<string, readonly Report[]>();

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "footbridge-rooms-"));
  for (const name of [".oxlintrc.json", "tsconfig.json"]) cpSync(join(project, name), join(root, name));
  // The type-aware linter is looked for beside the configuration.
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"), "junction");
  const plants: readonly Plant[] = [...breaches, ...clean].flatMap((group) => group.plants);
  for (const { file, text } of [...plants, ...Object.values(others)]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const oxlint = join(project, "node_modules/oxlint/bin/oxlint");
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, "--format", "json", "src", "generated"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (!stdout.startsWith("{")) throw new Error(`oxlint did not lint: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Report[] };
  for (const report of diagnostics) {
    const file = report.filename.replaceAll("\\", "/");
    reports.set(file, [...(reports.get(file) ?? []), report]);
  }
}, 60_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const rulesFor = ({ file }: Plant): readonly string[] => (reports.get(file) ?? []).map(({ code }) => code);

describe("a breach is reported", () => {
  test.each(breaches)("$room imports $target", ({ plants }) => {
    expect(plants.filter((plant) => !rulesFor(plant).includes(plant.rule ?? ""))).toEqual([]);
  });

  test("core names one file of Node's room in one place, and nothing else there", () => {
    const lines = (reports.get(others.runtime.file) ?? [])
      .filter(({ code }) => code === BORDER)
      .map(({ labels }) => labels[0]?.span.line);
    expect(lines).toEqual([2]);
  });

  test("a module of Node without its prefix", () => {
    expect(rulesFor(others.bareModule)).toContain("unicorn(prefer-node-protocol)");
  });

  test("an import of a computed path, which no border could see", () => {
    expect(rulesFor(others.computed)).toContain("import(no-dynamic-require)");
  });

  test("a global that only Node has", () => {
    expect(rulesFor(others.global)).toContain("eslint(no-restricted-globals)");
  });

  test("a circle", () => {
    expect(rulesFor(others.circleA)).toContain("import(no-cycle)");
    expect(rulesFor(others.circleB)).toContain("import(no-cycle)");
  });

  test("a circle of types", () => {
    expect(rulesFor(others.typesA)).toContain("import(no-cycle)");
    expect(rulesFor(others.typesB)).toContain("import(no-cycle)");
  });
});

test.each(clean)("$room imports freely what it may", ({ plants }) => {
  expect(plants.flatMap((plant) => rulesFor(plant))).toEqual([]);
});

test("every room has its borders", () => {
  const folders = ["src", "generated", "src/saagie/bundle"].flatMap((parent) =>
    readdirSync(join(project, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}`),
  );
  expect(folders.toSorted()).toEqual(rooms.map((room) => room.folder).toSorted());
});

describe("what the linter has no rule for", () => {
  test.each([
    ["src", "re-exports everything of a file", /^export \* from/m],
    ["src", "imports a text in backquotes, which no border can see", /\bimport\(\s*`/],
    ["test", "is left out or left for later", /\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|todo|only)\b/],
  ])("nothing in %s %s", (folder, _, pattern) => {
    const files = readdirSync(join(project, folder), { recursive: true, encoding: "utf8" });
    const found = files
      .filter((file) => file.endsWith(".ts"))
      .filter((file) => pattern.test(readFileSync(join(project, folder, file), "utf8")));
    expect(files).not.toEqual([]);
    expect(found).toEqual([]);
  });
});
