import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as root from "../../src/index.ts";
import { settle } from "../../src/core/options.ts";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { testIo } from "../cli/test-io.ts";
import { configFor } from "../../codegen.ts";
import { generateFiles } from "../../src/codegen/generated-files.ts";
import { runOwnCodegen, type OwnConfig } from "../saagie/requests/own-codegen.ts";
import { quoted, readBlocks, readTable } from "./blocks.ts";
import { blocks, manual, pageAt } from "./pages.ts";
import { calls, operationsOf, partsOf, rootFields, sorted } from "./public-methods.ts";
import { checkTypes, makeFolder, nameOf, runBlocks, type Outcome } from "./programs/run-blocks.ts";

// No page promises what is not there: programs compile and run, tables name what exists.

const programs = blocks.filter(({ language }) => language === "ts");
const commands = blocks
  .filter(({ language }) => language === "bash")
  .flatMap(({ text, page, line }) =>
    text.split("\n").map((command, at) => ({ command, page, line: line + at })),
  )
  .filter(({ command }) => command !== "");

describe("the programs", () => {
  const folder = makeFolder();
  const types = makeFolder();
  let complaints: ReadonlyMap<string, readonly string[]>;
  let outcomes: ReadonlyMap<string, Outcome>;

  beforeAll(async () => {
    await Promise.all([folder, types].map(({ path }) => writeOwnQueries(path)));
    [complaints, outcomes] = await Promise.all([
      checkTypes(programs, types.path),
      runBlocks(programs, folder.path),
    ]);
  }, 120_000);

  afterAll(() => {
    folder.remove();
    types.remove();
  });

  test("there are some", () => {
    expect(programs.length).toBeGreaterThan(30);
  });

  test.each(programs)("$page:$line compiles", (program) => {
    expect(complaints.get(nameOf(program))).toEqual([]);
  });

  test.each(programs)("$page:$line runs, and prints what it says", (program) => {
    expect(outcomes.get(nameOf(program))).toEqual({ passed: true, told: "" });
  });
});

/** Writes the module of typed documents that the page has graphql-codegen make of its own query. */
async function writeOwnQueries(path: string): Promise<void> {
  const page = pageAt("src/codegen/README.md");
  const own = readBlocks(page.slice(page.indexOf("## Queries of your own")));
  const [query, config] = ["graphql", "yaml"].map((kind) => own.find(({ language }) => language === kind));
  writeFileSync(join(path, "queries.graphql"), query?.text ?? "");
  const files = await runOwnCodegen(path, parse(config?.text ?? "") as OwnConfig);
  for (const [file, text] of files) writeFileSync(file, text);
}

describe("the commands", () => {
  const scripts = (
    JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>;
    }
  ).scripts;

  test.each([
    ...new Set([...manual.matchAll(/npm (?:run (?:-s )?)?([a-z][\w:]+)/g)].map(([, name = ""]) => name)),
  ])("npm knows %s", (name) => {
    expect([...Object.keys(scripts), "install", "registry"]).toContain(name);
  });

  // Several pages may show the same one.
  const ours = commands.filter(
    ({ command }, at) =>
      command.startsWith("npx footbridge ") &&
      commands.findIndex((other) => other.command === command) === at,
  );
  // These need a platform, and what the one before has left.
  const moves = /^npx footbridge (?:export|plan|import|emulator --seed) /;

  test.each(ours.filter(({ command }) => !moves.test(command)))(
    "$command",
    async ({ command, page, line }) => {
      const args = command
        .replace("npx footbridge ", "")
        .replaceAll("'", "")
        .replace(/--port \d+/, "--port 0")
        .split(" ");
      const stop = new AbortController();
      stop.abort();
      const io = testIo({ stop: stop.signal });
      expect(await runCommandLine(args[0] === "emulator" ? [...args, "--port", "0"] : args, io)).toBe(0);
      // What is shown below a command is what it prints.
      const after = blocks[blocks.findIndex((block) => block.page === page && block.line === line) + 1];
      if (after?.language === "text" && args[0] === "url") expect(io.stdout.text()).toBe(after.text);
      expect(io.stdout.text()).not.toBe("");
    },
  );

  test("move a project as they say, one after the other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "footbridge-readme-"));
    const emulator = emulateSaagie({ projectSeconds: 0 });
    const { url } = await emulator.listen();
    try {
      const saagie = new Saagie({ url, realm: "demo", platform: 1, user: "demo", password: "demo" });
      await saagie.projects.ensure({ name: "Sales" });
      await saagie.jobs.create("Sales", { name: "Daily report", technology: "Bash", commandLine: "echo" });
      const secret = { name: "DB_PASSWORD", value: "hidden", isPassword: true };
      await saagie.environmentVariables.create({ project: "Sales" }, secret);
      const secrets = blocks.find(
        ({ language, text }) => language === "json" && text.includes("DB_PASSWORD"),
      );
      writeFileSync(join(folder, "secrets.json"), secrets?.text ?? "");
      const environment = { SAAGIE_USER: "demo", SAAGIE_PASSWORD: "demo", SAAGIE_REALM: "demo" };
      const printed: string[] = [];
      for (const { command } of ours.filter((one) => moves.test(one.command))) {
        const stop = new AbortController();
        const onWrite = (text: string): void => {
          if (text.includes("Ctrl-C stops it")) stop.abort();
        };
        const args = command.replace("npx footbridge ", "").split(" ");
        const placed = args.map((arg) => (/^(?:backup|secrets\.json)$/.test(arg) ? join(folder, arg) : arg));
        const where = { ...environment, SAAGIE_URL: `${url}/projects/platform/1` };
        const io = testIo({ environment: where, stop: stop.signal, onWrite });
        const all = args[0] === "emulator" ? [...placed, "--port", "0"] : placed;
        expect(await runCommandLine(all, io), io.stderr.text()).toBe(0);
        printed.push(io.stdout.text());
      }
      expect(printed.length).toBeGreaterThan(3);
      const plan = blocks.find(({ language, text }) => language === "text" && text.includes("left alone"));
      expect(printed.join("")).toContain(plan?.text);
      const copy = await saagie.environmentVariables.get({ project: "Sales-copy", name: "DB_PASSWORD" });
      expect(copy.isPassword).toBe(true);
    } finally {
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test("the operation that a page adds becomes the method that it names", async () => {
  const folder = makeFolder();
  try {
    const project = fileURLToPath(new URL("../..", import.meta.url));
    for (const name of ["schema", "operations"]) {
      cpSync(join(project, name), join(folder.path, name), { recursive: true });
    }
    const added = blocks.find(({ language }) => language === "graphql");
    writeFileSync(join(folder.path, "operations/saagie/jobs.graphql"), added?.text ?? "", { flag: "a" });
    const files = await generateFiles(configFor(`${folder.path}/`));
    const methods = files.get(join(folder.path, "generated/saagie/methods.ts")) ?? "";
    expect(methods).toContain("  runCount(job: JobReference, options?: CallOptions)");
  } finally {
    folder.remove();
  }
}, 60_000);

describe("the tables", () => {
  const saagie = new Saagie({ url: "https://acme-workspace.example.io", platform: 1, token: "none" });

  const parts = partsOf(saagie);

  test.each(parts)("name every method of $name, and no other", ({ name, methods }) => {
    const named = readTable(manual, `\`saagie.${name}\``).flatMap(([call = ""]) => calls(call));
    expect(sorted(named), `a page wants a row for each in the table \`saagie.${name}\``).toEqual(methods);
  });

  test("name remote calls that are in the schema", () => {
    const told = parts.flatMap(({ name }) =>
      readTable(manual, `\`saagie.${name}\``)
        .map(([, , remote = ""]) => remote)
        // Where a row points at another row, there is no call of its own.
        .filter((remote) => !remote.startsWith("as "))
        .flatMap(quoted),
    );
    const fields = rootFields();
    expect([...new Set(told)].filter((call) => !fields.has(call))).toEqual([]);
  });

  test.each(parts)("name the remote calls that methods of $name are made for", ({ name }) => {
    const operations = operationsOf(name);
    for (const [call = "", , remote = ""] of readTable(manual, `\`saagie.${name}\``)) {
      const made = calls(call).flatMap((method) => operations[method]?.field ?? []);
      expect(quoted(remote), call).toEqual(expect.arrayContaining(made));
    }
  });

  test("name every error with its code", () => {
    const rows = readTable(manual, "Class").map(([name = "", code = ""]) => [
      ...quoted(name),
      ...quoted(code),
    ]);
    const classes = Object.keys(root).filter(
      (name) => /^[A-Z]\w+Error$/.test(name) && name !== "FootbridgeError",
    );
    expect(sorted(rows.map(([name]) => name))).toEqual(sorted(classes));
    for (const [name = "", code] of rows) {
      const made = Reflect.construct(Reflect.get(root, name) as new () => object, [
        "",
        { ids: [] },
      ]) as object;
      expect(made).toMatchObject({ name, code });
    }
  });

  test("troubleshooting has a part for every code, which begins with its class, and no other", () => {
    const page = pageAt("src/troubleshooting.md");
    const told = [...page.matchAll(/^## ([A-Z_]+)\n\n`(\w+)`/gmu)].map(([, code, name]) => `${name} ${code}`);
    const rows = readTable(manual, "Class").map(
      ([name = "", code = ""]) => `${quoted(name)[0]} ${quoted(code)[0]}`,
    );
    expect(sorted(told)).toEqual(sorted(rows));
  });

  test("tell the defaults of the client's options", () => {
    const told = readTable(manual, "Option of a client").map(([name = "", value = ""]) => [
      quoted(name)[0],
      value.replaceAll(" ", ""),
    ]);
    const { limits, retry, timeoutMs } = settle({});
    const retries = Object.entries(retry).map(([name, value]) => [`retry.${name}`, value] as const);
    const real = [["timeoutMs", timeoutMs] as const, ...Object.entries(limits), ...retries];
    expect(told).toEqual(expect.arrayContaining(real.map(([name, value]) => [name, String(value)])));
  });

  test("name every option of the commands for projects with its default, and no other", async () => {
    const rows = readTable(manual, "Option").filter(([option = ""]) => option.startsWith("`--"));
    for (const command of ["export", "plan", "import"]) {
      const io = testIo({ columns: 500 });
      expect(await runCommandLine([command, "--help"], io)).toBe(0);
      const options = [...io.stdout.text().matchAll(/^ {2}(--.*?) {2,}(.*)$/gm)];
      const told = rows.filter(([, of = ""]) => of === "all" || quoted(of).includes(command));
      expect(sorted(told.map(([option = ""]) => quoted(option)[0]))).toEqual(
        sorted(options.map(([, option]) => option)),
      );
      for (const [option = "", , value = ""] of told.filter(([, , given]) => given !== "")) {
        const help = options.find(([, name]) => name === quoted(option)[0])?.[2] ?? "";
        expect(help.replaceAll('"', ""), option).toContain(`default: ${quoted(value)[0]}`);
      }
    }
  });

  test("name every option of the emulator with its default, and no other", async () => {
    const rows = readTable(manual, "Option of `footbridge emulator`").slice(1);
    const io = testIo({ columns: 500 });
    expect(await runCommandLine(["emulator", "--help"], io)).toBe(0);
    const options = [...io.stdout.text().matchAll(/^ {2}(--.*?) {2,}(.*)$/gm)];
    expect(rows.map(([option = ""]) => quoted(option)[0])).toEqual(options.map(([, option]) => option));
    for (const [option = "", value = ""] of rows.filter(([, told]) => told !== "")) {
      const help = options.find(([, name]) => name === quoted(option)[0])?.[2] ?? "";
      expect(help.replaceAll('"', ""), option).toContain(`default: ${quoted(value)[0]}`);
    }
  });
});
