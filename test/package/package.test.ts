import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { blocks, pages } from "../readme/pages.ts";
import { importsOf, isBare, loadedBy } from "./import-graph.ts";
import { installPackage, type InstalledPackage } from "./installed-package.ts";

// What users install, not what lies here: the package is built, packed and unpacked beside a program.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

let installed: InstalledPackage;

beforeAll(() => {
  installed = installPackage();
});

afterAll(() => installed?.remove());

/** The doors, and the globals that libraries behind them leave in any program. */
const doors = [
  { door: "footbridge", leaves: [] },
  { door: "footbridge/saagie", leaves: [] },
  { door: "footbridge/descartes", leaves: [] },
  { door: "footbridge/agave", leaves: [] },
  { door: "footbridge/archive", leaves: [] },
  { door: "footbridge/emulator", leaves: [] },
];

describe("the tarball", () => {
  test("holds every file that package.json points at", () => {
    const { bin, exports } = installed.manifest;
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === "string" ? target : Object.values(target),
    );
    const wanted = [...targets, ...Object.values(bin)].map((path) => path.replace("./", ""));
    expect(wanted.filter((path) => !installed.files.includes(path))).toEqual([]);
  });

  test("holds the schema of every version, which the emulator answers from", () => {
    const schemas = readdirSync(new URL("../../generated/emulator/saagie", import.meta.url));
    const wanted = schemas.map((name) => `dist/generated/emulator/saagie/${name.replace(".ts", ".js")}`);
    expect(wanted).toContain("dist/generated/emulator/saagie/platform-2024.05.js");
    expect(wanted.filter((path) => !installed.files.includes(path))).toEqual([]);
  });

  test("holds the licence, every page and the changes beside, and no source, no test, no tool", () => {
    const other = installed.files.filter((path) => !/^dist\/(?:src|generated)\/.*\.(?:js|d\.ts)$/.test(path));
    const page = ["icon.svg", "index.html", "style.css", "theme.css"];
    const wanted = ["CHANGELOG.md", "LICENSE", "package.json", "src/emulator/window/window.png"];
    wanted.push(...pages.map(({ path }) => path));
    expect(other.toSorted()).toEqual(
      [...wanted, ...page.map((name) => `dist/src/emulator/window/page/${name}`)].toSorted(),
    );
    const code = installed.files.filter((path) => !path.endsWith(".md"));
    expect(code.filter((path) => /\/codegen\/|\btest\b/.test(path))).toEqual([]);
  });

  test("asks for no package that it does not declare", () => {
    const { dependencies, peerDependencies } = installed.manifest;
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const known = new Set([...declared, ...builtinModules.map((name) => `node:${name}`)]);
    const packages = installed.files
      .filter((path) => /\.(?:js|d\.ts)$/.test(path))
      .flatMap((path) => {
        const imports = importsOf(join(installed.folder, path));
        return [...imports.static, ...imports.dynamic];
      })
      .filter(isBare)
      .map((name) =>
        name.startsWith("node:") ? name : name.split("/", name.startsWith("@") ? 2 : 1).join("/"),
      );
    expect(packages.length).toBeGreaterThan(0);
    expect([...new Set(packages)].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("a door", () => {
  test("all doors are tried here", () => {
    const exported = Object.keys(installed.manifest.exports).filter((path) => path !== "./package.json");
    expect(exported.map((path) => path.replace(".", "footbridge"))).toEqual(doors.map(({ door }) => door));
  });

  // That the program below ends by itself shows that nothing keeps it running either.
  test.each(doors)("$door leaves no trace when it is imported", ({ door }) => {
    const trace = installed.run(`
      const timers = [];
      for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
        const real = globalThis[name];
        globalThis[name] = (...args) => (timers.push(name), real(...args));
      }
      const look = () => ({
        globals: Reflect.ownKeys(globalThis).map((name) => {
          try { return [name, globalThis[name]]; } catch { return [name, undefined]; }
        }),
        state: JSON.stringify([process.env, process.eventNames().map((name) => [String(name), process.listenerCount(name)])]),
      });
      look(); // Node makes some of its globals when they are first looked at.
      const before = look();
      const exports = Object.keys(await import("${door}"));
      const after = look();
      const known = new Map(before.globals);
      const isNew = ([name, value]) => !known.has(name) || !Object.is(known.get(name), value);
      console.log(JSON.stringify({
        exports: exports.length,
        timers,
        globals: after.globals.filter(isNew).map(([name]) => String(name)),
        state: before.state === after.state,
      }));
    `) as Trace;
    expect(trace.exports).toBeGreaterThan(0);
    expect(trace.timers).toEqual([]);
    expect(trace.globals).toEqual([]);
    expect(trace.state, "environment and listeners of the process").toBe(true);
  });

  test.each([
    ["footbridge/saagie", "dist/src/saagie/index.js"],
    ["footbridge/descartes", "dist/src/descartes/index.js"],
    ["footbridge", "dist/src/index.js"],
  ])("%s loads no emulator, no command line and nothing of Node until it is needed", (_, entry) => {
    const { files, bare } = loadedBy(installed.folder, entry);
    expect(files).toContain("dist/src/core/errors.js");
    expect(
      [...files].filter((path) => /^dist\/src\/(?:emulator|cli|codegen|node|archive)\//.test(path)),
    ).toEqual([]);
    expect([...bare].filter((name) => !["@urql/core", "wonka", "leven"].includes(name))).toEqual([]);
  });
});

test("the emulator of the package has its window, with all its scripts", () => {
  const files = installed.run(`
    import { emulateSaagie } from "footbridge/emulator";
    const emulator = emulateSaagie();
    const { control } = await emulator.listen();
    const files = {};
    const open = ["", "window/style.css", "window/theme.css", "window/icon.svg", "window/main.js"];
    for (const name of open) {
      const answer = await fetch(new URL(name, control.url + "/"));
      const text = await answer.text();
      files[name] = [answer.status, answer.headers.get("content-type")].join(" ");
      if (!name.endsWith(".js")) continue;
      for (const [, path] of text.matchAll(/from "([^"]+)"/g)) {
        const next = new URL(path, "http://x/" + name).pathname.slice(1);
        if (!open.includes(next)) open.push(next);
      }
    }
    await emulator.close();
    console.log(JSON.stringify(files));
  `) as Readonly<Record<string, string>>;
  const { "": page, ...others } = files;
  expect(page).toBe("200 text/html; charset=utf-8");
  expect(Object.keys(others).length).toBeGreaterThan(20);
  expect(Object.entries(others).filter(([, answer]) => !answer.startsWith("200 "))).toEqual([]);
});

interface Trace {
  readonly exports: number;
  readonly timers: readonly string[];
  readonly globals: readonly string[];
  readonly state: boolean;
}

test("a program compiles against the types, and a wrong one does not", () => {
  const program = (field: string): string => `
    import { isFootbridgeError } from "footbridge";
    import { folderArchive } from "footbridge/archive";
    import { emulateSaagie } from "footbridge/emulator";
    import { Saagie } from "footbridge/saagie";
    const { url, platform, user, password, fetch } = emulateSaagie();
    const saagie = new Saagie({ url, platform, user, password, fetch });
    export const ids: readonly string[] = (await saagie.projects.list()).map((project) => project.${field});
    export const where: string = folderArchive("export").location;
    export const code = (error: unknown): string => (isFootbridgeError(error) ? error.code : "");
  `;
  expect(installed.compile(program("id"))).toBe("");
  expect(installed.compile(program("nothing"))).toMatch(/^program\.ts\(8,\d+\): error TS2339/);
});

test.each(blocks.filter(({ language }) => language === "js"))("$page:$line runs as installed", ({ text }) => {
  const name = text.includes("require(") ? "page.cjs" : "page.mjs";
  expect(installed.runFile(name, text)).toEqual({ code: 0, stderr: "" });
});

test("the options of the compiler that a page shows are enough, and check our declarations", () => {
  const shown = blocks.filter(
    ({ language, text }) => language === "json" && text.includes("compilerOptions"),
  );
  expect(shown).not.toEqual([]);
  for (const { text } of shown) {
    const { compilerOptions } = JSON.parse(text) as { readonly compilerOptions: object };
    const program = `import { Saagie } from "footbridge/saagie"; export const open = (): Saagie => Saagie.fromEnvironment();`;
    expect(installed.compile(program, { ...compilerOptions, skipLibCheck: false })).toBe("");
  }
});

test("the guard of the errors knows those of another copy of the package", () => {
  const [here, there] = [installed.folder, installed.copy].map((folder) =>
    JSON.stringify(join(folder, "dist/src/index.js")),
  );
  const answer = installed.run(`
    import { pathToFileURL } from "node:url";
    const one = await import(pathToFileURL(${here}));
    const two = await import(pathToFileURL(${there}));
    const error = new two.NotFoundError("no project is called so");
    console.log(JSON.stringify({
      same: one.NotFoundError === two.NotFoundError,
      instance: error instanceof one.FootbridgeError,
      guarded: one.isFootbridgeError(error),
      stranger: one.isFootbridgeError(Object.assign(new Error("no"), { code: "NOT_FOUND" })),
    }));
  `);
  expect(answer).toEqual({ same: false, instance: false, guarded: true, stranger: false });
});

test("client and emulator work together as installed", () => {
  const answer = installed.run(`
    import { Saagie } from "footbridge/saagie";
    import { emulateSaagie } from "footbridge/emulator";
    const { url, platform, realm, user, password, fetch } = emulateSaagie();
    const saagie = new Saagie({ url, platform, realm, user, password, fetch });
    console.log(JSON.stringify(await saagie.projects.list()));
  `);
  expect(answer).toEqual([]);
});

test("the command line starts", () => {
  const bin = installed.manifest.bin["footbridge"] ?? "";
  expect(readFileSync(join(installed.folder, bin), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  const printed = installed.run(`
    import { execFileSync } from "node:child_process";
    import { join } from "node:path";
    const bin = join("node_modules/footbridge", ${JSON.stringify(bin)});
    console.log(JSON.stringify(execFileSync(process.execPath, [bin, "--help"], { encoding: "utf8" })));
  `);
  expect(printed).toContain("footbridge");
});
