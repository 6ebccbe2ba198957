import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSchema, lexicographicSortSchema, printSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pipelineGraph, supportedVersions } from "../../src/saagie/index.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { printedSchema } from "../codegen/printed-schema.ts";
import { commandPlatform } from "./project-platform.ts";
import { testIo } from "./test-io.ts";

// What single commands promise beyond what all of them do: see `commands`.

const { emulator, saagie, run, environment } = commandPlatform({ runSeconds: 0 });
const folder = mkdtempSync(join(tmpdir(), "footbridge-day-"));
const at = (name: string): string => join(folder, name);
const inSales = ["--project", "Sales"];
const report = { project: "Sales", name: "Daily report" };

beforeAll(async () => {
  await saagie.projects.ensure({ name: "Sales" });
  await saagie.jobs.create("Sales", { name: "Daily report", technology: "Bash", commandLine: "echo 1" });
  await saagie.jobs.create("Sales", { name: '50% <b> "quoted"', technology: "Bash", commandLine: "echo 1" });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("exit codes", () => {
  test("7: the run failed; JSON tells the run", async () => {
    emulator.scripts.set("Daily report", { outcome: "FAILED", reason: "OUT_OF_MEMORY" });
    const told = await run(["job", "run", "Daily report", ...inSales, "--wait", "--json"]);
    emulator.scripts.clear();
    expect(told.code).toBe(7);
    expect(JSON.parse(told.out)).toMatchObject({ status: "FAILED" });
    expect(told.err).toMatch(/^error: The run of "Daily report" ended as FAILED.*OUT_OF_MEMORY\n$/u);
  });

  test("8: not done in time; the run goes on", async () => {
    emulator.scripts.set("Daily report", { seconds: Infinity });
    for (const wait of ["--wait", "--follow"]) {
      const told = await run(["job", "run", "Daily report", ...inSales, wait, "--timeout", "1", "--json"]);
      expect(told.code, told.err).toBe(8);
    }
    const { instances } = await saagie.jobs.get(report);
    expect(instances?.[0]?.status).not.toBe("KILLED");
    emulator.scripts.clear();
  });

  test("6: the platform cannot be reached", async () => {
    const nowhere = { ...environment, SAAGIE_URL: "http://127.0.0.1:1/projects/platform/1" };
    expect((await run(["project", "list", "--json"], { environment: nowhere })).code).toBe(6);
  });

  test("3: the log-in is refused", async () => {
    const told = await run(["project", "list"], {
      environment: { ...environment, SAAGIE_PASSWORD: "wrong" },
    });
    expect(told.code).toBe(3);
  });

  test("130: stopped; the run goes on", async () => {
    emulator.scripts.set("Daily report", { seconds: Infinity });
    const stop = new AbortController();
    const told = run(["job", "run", "Daily report", ...inSales, "--follow"], { stop: stop.signal });
    await expect.poll(async () => (await saagie.jobs.get(report)).instances?.[0]?.status).toBe("RUNNING");
    stop.abort(new Error("Ctrl-C"));
    expect((await told).code).toBe(130);
    expect((await told).err).toContain("Stopped.");
    expect((await saagie.jobs.get(report)).instances?.[0]?.status).toBe("RUNNING");
    emulator.scripts.clear();
  });

  test.each([
    [["job", "lst"], /Did you mean list/u],
    [["job", "show"], /missing required argument 'job'/u],
    [["job", "list", "--nope"], /unknown option '--nope'/u],
    [["job", "history", "x", "--limit", "0", ...inSales], /whole number from 1/u],
    [["job", "show", "Daily report"], /in which project/u],
    [["job", "logs", "Daily report", ...inSales, "--since", "lately"], /neither a span/u],
    [["job", "rollback", "Daily report", "one", ...inSales], /is not a version/u],
    [["job", "run", "Daily report", ...inSales, "-e", "1X=2"], /cannot be the name of a variable/u],
    [["ds", "sync", "a", "b"], /One side is a folder/u],
    [["api", at("none.graphql"), "-f", "=x"], /name=value/u],
    [["schema", "agave/files"], /is not an endpoint/u],
    [["schema", "--version", "1999.01"], /1999\.01/u],
  ])("2: %s, and the JSON says so, too", async (args, why) => {
    const told = await run(args);
    expect(told).toMatchObject({ code: 2, out: "" });
    expect(told.err).toMatch(why);
    const json = await run([...args, "--json"]);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toHaveProperty("error.message");
  });

  test("help tells them, with an example, for each command", async () => {
    const { createProgram } = await import("../../src/cli/program.ts");
    const program = await createProgram("all", testIo());
    const leaves = (command: typeof program): readonly (typeof program)[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
    const all = leaves(program);
    expect(all.length).toBeGreaterThan(80);
    for (const command of all) {
      const path: string[] = [];
      for (let one: typeof program | null = command; one?.parent; one = one.parent) path.unshift(one.name());
      const { code, out } = await run([...path, "--help"]);
      expect(code, path.join(" ")).toBe(0);
      if (
        !["quickstart", "emulator", "url", "compat", "export", "plan", "import"].includes(path.at(-1) ?? "")
      )
        expect(out, path.join(" ")).toMatch(/Examples:\n {2}\$ .*footbridge /u);
    }
  });
});

describe("what is deleted", () => {
  test("is asked for, and only yes is yes", async () => {
    await saagie.jobs.createOrUpgrade("Sales", { name: "Doomed", technology: "Bash", commandLine: "x" });
    const question = 'Delete the job "Doomed"';
    const remove = ["job", "delete", "Doomed", ...inSales];
    expect((await run(remove)).code).toBe(2);
    expect((await run(remove, { answers: { [question]: "n" } })).code).toBe(1);
    expect((await run(remove, { answers: { [question]: "" } })).code).toBe(1);
    expect((await run(remove, { answers: { [question]: "yes" } })).code).toBe(0);
  });
});

describe("job deploy", () => {
  test("changes what differs, and nothing the second time", async () => {
    writeFileSync(at("r.sh"), "echo one");
    const deploy = [
      "job",
      "deploy",
      "Deployed",
      at("r.sh"),
      "--technology",
      "Bash",
      "--command",
      "sh {file}",
      ...inSales,
      "--json",
    ];
    const [first, second] = [await run(deploy), await run(deploy)];
    expect([first, second].map(({ out }) => (JSON.parse(out) as { readonly action: string }).action)).toEqual(
      ["created", "unchanged"],
    );
    writeFileSync(at("r.sh"), "echo two");
    const third = JSON.parse((await run([...deploy, "--schedule", "0 6 * * *"])).out) as object;
    expect(third).toMatchObject({ action: "upgraded", version: 2 });
    expect((await run(["job", "rollback", "Deployed", ...inSales])).out).toContain("is 1");
    expect((await run(["job", "schedule", "Deployed", ...inSales, "--off"])).out).toContain("off");
    expect((await run(["job", "schedule", "Deployed", ...inSales])).out).toContain("In force\tno");
    expect((await run(["job", "schedule", "Deployed", ...inSales, "--on"])).out).toContain("0 6 * * *");
  });
});

describe("variables", () => {
  test("a secret is never on the command line, and never printed", async () => {
    const set = ["var", "set", "DB_PASSWORD", "--secret", ...inSales];
    expect((await run(["var", "set", "DB_PASSWORD=canary", "--secret", ...inSales])).code).toBe(2);
    expect((await run(["var", "set", "A=1", "--value-stdin", ...inSales], { input: "2" })).code).toBe(2);
    expect((await run(set)).code).toBe(2);
    expect((await run([...set, "--value-stdin"], { input: "canary-1\n" })).code).toBe(0);
    expect((await run(set, { answers: { "Value of DB_PASSWORD: ": "canary-2" } })).code).toBe(0);
    for (const args of [
      ["var", "list"],
      ["var", "list", "--json"],
      ["var", "get", "DB_PASSWORD", "--json"],
    ]) {
      const { out, err } = await run([...args, ...inSales]);
      expect(out + err).not.toContain("canary");
    }
    expect((await run(["var", "get", "DB_PASSWORD", ...inSales])).code).toBe(5);
  });

  test("a file is read as shells write them", async () => {
    writeFileSync(at("x.env"), `# comment\n\nA=1\nexport B = "two \\"2\\""\nC='$HOME'\nD=\n`);
    const { code } = await run(["var", "import", at("x.env"), ...inSales]);
    expect(code).toBe(0);
    const values = Object.fromEntries(
      (await saagie.environmentVariables.list({ project: "Sales" })).map(({ name, value }) => [name, value]),
    );
    expect(values).toMatchObject({ A: "1", B: 'two "2"', C: "$HOME" });
    writeFileSync(at("bad.env"), "A=1\nnot this\n");
    expect((await run(["var", "import", at("bad.env"), ...inSales])).err).toContain(
      "Line 2 is not NAME=value",
    );
  });

  test("of a pipeline are set before its run", async () => {
    const graph = pipelineGraph().job("report", { name: "Daily report" });
    await saagie.pipelines.createOrUpgrade("Sales", { name: "Daily", graph });
    expect((await run(["pipeline", "run", "Daily", ...inSales, "-e", "DAY=monday", "--wait"])).code).toBe(0);
    const pipeline = { project: "Sales", name: "Daily" };
    expect(await saagie.environmentVariables.get({ pipeline, name: "DAY" })).toMatchObject({
      value: "monday",
    });
  });
});

describe("pipeline graph", () => {
  test("a name cannot end what it stands in, in Mermaid or SVG", async () => {
    const graph = pipelineGraph()
      .job("a", { name: '50% <b> "quoted"' })
      .job("b", { name: "Daily report" })
      .edge("a", "b");
    await saagie.pipelines.createOrUpgrade("Sales", { name: "Odd <i>", graph });
    const mermaid = await run(["pipeline", "graph", "Odd <i>", "--as", "mermaid", ...inSales]);
    expect(mermaid.out).toContain('["50% #60;b#62; #34;quoted#34;"]');
    const svg = await run(["pipeline", "graph", "Odd <i>", "--as", "svg", ...inSales]);
    expect(svg.out).toMatch(/^<svg xmlns=/u);
    expect(svg.out).not.toMatch(/<b>|<i>/u);
    const text = await run(["pipeline", "graph", "Odd <i>", ...inSales]);
    expect(text.out).toBe('50% <b> "quoted"\n└─ Daily report\n');
  });
});

describe("api", () => {
  test("takes variables as texts, as JSON, in objects, and uploads", async () => {
    writeFileSync(
      at("create.graphql"),
      "mutation M($job: JobInput!, $version: JobVersionInput!, $file: Upload) { createJob(job: $job, jobVersion: $version, file: $file) { id name versions { packageInfo { name } } } }",
    );
    writeFileSync(at("package.sh"), "echo package");
    const bash = await saagie.technologies.find("Bash");
    const [context] = await saagie.technologies.jobContexts(bash.id);
    const variables = {
      "job.name": "By api",
      "job.projectId": await saagie.projects.idOf("Sales"),
      "job.technology.id": bash.id,
      "job.category": "Processing",
      "version.runtimeVersion": context?.label ?? "",
      "version.commandLine": "sh {file}",
    };
    const fields = Object.entries(variables).flatMap(([name, value]) => ["-f", `${name}=${value}`]);
    const typed = [
      "-F",
      "job.isScheduled=false",
      "-F",
      "job.isStreaming=false",
      "-F",
      "job.doesUseGPU=false",
    ];
    const { code, out, err } = await run([
      "api",
      at("create.graphql"),
      ...fields,
      ...typed,
      "--upload",
      `file=${at("package.sh")}`,
    ]);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      createJob: { name: "By api", versions: [{ packageInfo: { name: "package.sh" } }] },
    });
  });

  test("no name reaches what objects inherit", async () => {
    const told = await run(
      ["api", "-", "-f", "__proto__.polluted=yes", "-f", "constructor.prototype.polluted=yes"],
      {
        input: "{ projects { id } }",
      },
    );
    expect(told.code).not.toBe(130);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect((await run(["api", "-", "-f", "a=1", "-f", "a.b=2"], { input: "{ projects { id } }" })).code).toBe(
      2,
    );
  });
});

describe("schema", () => {
  const bare = (sdl: string): string => printSchema(lexicographicSortSchema(buildSchema(sdl)));
  const versions = supportedVersions();

  test.each(
    ["saagie/platform", "saagie/gateway"].flatMap((endpoint) =>
      [versions[0] ?? "", versions.at(-1) ?? ""].map((version) => [endpoint, version] as const),
    ),
  )("%s %s is that of the schema files", async (endpoint, version) => {
    const { code, out } = await run(["schema", endpoint, "--version", version]);
    expect(code).toBe(0);
    expect(bare(out)).toBe(bare(printedSchema(endpoint, version)));
  });
});

describe("completion", () => {
  const complete = async (...words: readonly string[]): Promise<readonly string[]> => {
    const io = testIo({ environment });
    expect(await runCommandLine(["complete", "--", ...words], io)).toBe(0);
    expect(io.stderr.text()).toBe("");
    return io.stdout.text().split("\n").slice(0, -1);
  };

  test("finds commands, options, choices and names", async () => {
    expect(await complete("jo")).toEqual(["job"]);
    expect(await complete("job", "st")).toEqual(["status", "stop"]);
    expect(await complete("job", "run", "--fo")).toEqual(["--follow"]);
    expect(await complete("pipeline", "graph", "Daily", "--as", "")).toEqual(["mermaid", "svg", "text"]);
    expect(await complete("job", "show", "--project", "Sales", "D")).toContain("Daily report");
    expect(await complete("job", "list", "--project", "S")).toEqual(["Sales"]);
    expect(await complete("agave", "job", "s")).toEqual(["status", "stop", "submit"]);
    expect(await complete("nope", "")).toEqual(expect.arrayContaining(["job"]));
  });

  test("says nothing where nothing can be found", async () => {
    const io = testIo({ environment: { SAAGIE_URL: "nonsense" } });
    expect(await runCommandLine(["complete", "--", "job", "show", ""], io)).toBe(0);
    expect(io.stdout.text() + io.stderr.text()).toBe("");
  });

  test.each(["bash", "zsh", "fish", "powershell"])("has a script for %s", async (shell) => {
    const { code, out } = await run(["completion", shell]);
    expect(code).toBe(0);
    expect(out).toContain(
      `footbridge complete ${shell === "bash" ? '--bash "$COMP_WORDBREAKS"' : ""} --`.replace("  ", " "),
    );
  });
});

test("what a blob holds comes out as it went in", async () => {
  const { emulateDescartes } = await import("../../src/emulator/index.ts");
  const descartes = emulateDescartes();
  const { url } = await descartes.listen();
  const ofDescartes = {
    DESCARTESLABS_CLIENT_ID: descartes.clientId,
    DESCARTESLABS_CLIENT_SECRET: descartes.refreshToken,
    DESCARTESLABS_NO_JWT_CACHE: "true",
    DESCARTESLABS_STORAGE_URL: `${url}/storage/v1`,
    DESCARTESLABS_IAM_URL: url,
  };
  try {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at_) => (at_ * 7919) % 256);
    expect((await run(["ds", "put", "-", "raw"], { environment: ofDescartes, input: bytes })).code).toBe(0);
    expect((await run(["ds", "get", "raw", at("raw.bin")], { environment: ofDescartes })).code).toBe(0);
    expect(readFileSync(at("raw.bin")).equals(bytes)).toBe(true);
  } finally {
    await descartes.close();
  }
});
