import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { runCommandLine } from "../../../src/cli/run-command-line.ts";
import { emulateSaagie, type EmulatedSaagie } from "../../../src/emulator/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";
import { makeRichProject } from "../../saagie/bundle/support/sample-project.ts";
import { samples } from "../../support/thorough.ts";
import { testIo, type TestIo, type TestIoOptions } from "../test-io.ts";
import { projectFiles } from "./files.ts";

const folder = mkdtempSync(join(tmpdir(), "footbridge-deploy-"));
let count = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of its own for a test. */
function freshFolder(): string {
  count += 1;
  const path = join(folder, String(count));
  mkdirSync(path);
  return path;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly io: TestIo;
}

interface World {
  readonly emulator: EmulatedSaagie;
  readonly saagie: Saagie;
  /** Writes a project file, and its packages beside it. */
  write(text: string | object, packages?: Readonly<Record<string, string>>): string;
  deploy(args: readonly string[], options?: TestIoOptions): Promise<Outcome>;
  run(args: readonly string[], options?: TestIoOptions): Promise<Outcome>;
}

/** Does something with a platform of its own. */
async function withWorld<Result>(work: (world: World) => Promise<Result>): Promise<Result> {
  const emulator = emulateSaagie({ projectSeconds: 0, appSeconds: 0 });
  emulator.users.add({ login: "jo.doe", password: "x" });
  const { realm, platform, user, password, fetch, url } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch });
  const listening = await emulator.listen();
  const environment = {
    SAAGIE_URL: `${listening.url}/projects/platform/${platform}`,
    SAAGIE_REALM: realm,
    SAAGIE_USER: user,
    SAAGIE_PASSWORD: password,
  };
  const path = freshFolder();
  const file = join(path, "footbridge.yaml");
  const run = async (args: readonly string[], options: TestIoOptions = {}): Promise<Outcome> => {
    const io = testIo({ ...options, environment: { ...environment, ...options.environment } });
    const code = await runCommandLine(args, io);
    return { code, out: io.stdout.text(), err: io.stderr.text(), io };
  };
  try {
    return await work({
      emulator,
      saagie,
      run,
      write: (text, packages = {}) => {
        writeFileSync(file, typeof text === "string" ? text : stringify(text));
        for (const [name, content] of Object.entries(packages)) writeFileSync(join(path, name), content);
        return file;
      },
      deploy: (args, options) => run(["deploy", file, ...args], options),
    });
  } finally {
    await emulator.close();
  }
}

/** What a plan says would be done. */
function planned({ out }: Outcome): readonly string[] {
  const { steps, deletes } = JSON.parse(out) as {
    readonly steps: readonly { readonly action: string; readonly what: string; readonly name: string }[];
    readonly deletes: readonly { readonly what: string; readonly name: string }[];
  };
  return [
    ...steps
      .filter(({ action }) => action !== "unchanged")
      .map(({ action, what, name }) => `${action} ${what} ${name}`),
    ...deletes.map(({ what, name }) => `delete ${what} ${name}`),
  ];
}

const SHOP = `
project: Shop
variables:
  REGION: north
  VERSION: 1.10
  DB_PASSWORD: { secret: true }
storages:
  Orders: { size: 1 GB }
dockerCredentials:
  - { username: robot, registry: registry.example.org }
jobs:
  Load: { technology: Bash, command: sh {file}, package: load.sh, schedule: "0 6 * * *" }
  Report: { technology: Bash, command: echo report }
pipelines:
  Daily:
    steps:
      load: { job: Load, next: [good] }
      good: { condition: AllSuccess, yes: [report] }
      report: { job: Report }
  Row: { jobs: [Load, Report], variables: { MODE: full } }
apps:
  Board: { image: "nginx:1", ports: [80], storages: { /data: Orders } }
`.replace("command: sh {file}", 'command: "sh {file}"');
const PACKAGES = { "load.sh": "echo load" };

describe("deploy", () => {
  test("makes all that the file says, with values as they are written", () =>
    withWorld(async ({ write, deploy, saagie }) => {
      write(SHOP, PACKAGES);
      const plan = await deploy(["--dry-run", "--json"]);
      expect(plan.code, plan.err).toBe(0);
      expect(planned(plan)).toContain("create pipeline Daily");
      expect(await saagie.projects.list()).toEqual([]);
      const done = await deploy(["--yes"], { environment: { DB_PASSWORD: "canary" } });
      expect(done.code, done.err).toBe(0);
      expect(done.out + done.err).not.toContain("canary");
      const variables = await saagie.environmentVariables.list({ project: "Shop" });
      expect(variables.map(({ name, value }) => [name, value].join(" ")).toSorted()).toEqual([
        "DB_PASSWORD ",
        "REGION north",
        "VERSION 1.10",
      ]);
      const pipeline = await saagie.pipelines.get({ project: "Shop", name: "Daily" });
      expect(pipeline.versions[0]?.graph?.conditionNodes).toHaveLength(1);
    }));

  test("changes only what differs, and deletes nothing that --prune does not show first", () =>
    withWorld(async ({ write, deploy, saagie }) => {
      write(SHOP, PACKAGES);
      await deploy(["--yes"]);
      write(SHOP.replace("north", "south").replace("echo report", "echo other"), { "load.sh": "echo LOAD" });
      expect(planned(await deploy(["--dry-run", "--json"]))).toEqual([
        "skip docker credentials robot at registry.example.org",
        "upgrade job Load",
        "upgrade job Report",
        "upgrade variable REGION",
        "skip variable DB_PASSWORD",
      ]);
      await deploy(["--yes"]);
      // Less than before.
      write({ project: "Shop", jobs: { Report: { technology: "Bash", command: "echo other" } } });
      expect(planned(await deploy(["--dry-run", "--json"]))).toEqual([]);
      await deploy(["--yes"]);
      expect(await saagie.jobs.listMinimal("Shop")).toHaveLength(2);
      const prune = await deploy(["--prune", "--dry-run", "--json"]);
      const surplus = [
        "delete pipeline Daily",
        "delete pipeline Row",
        "delete app Board",
        "delete job Load",
        "delete storage Orders",
        "delete variable REGION",
        "delete variable VERSION",
      ];
      expect(planned(prune).toSorted()).toEqual(surplus.toSorted());
      const asked = await deploy(["--prune"], {
        answers: { 'Carry out the plan for "Shop" (7 delete)? ': "no" },
      });
      expect(asked.code).toBe(1);
      expect(await saagie.jobs.listMinimal("Shop")).toHaveLength(2);
      expect((await deploy(["--prune", "--yes"])).code).toBe(0);
      expect(await saagie.jobs.listMinimal("Shop")).toHaveLength(1);
      expect(await saagie.storages.listMinimal("Shop")).toEqual([]);
    }));

  test("asks, and without a terminal does nothing unless --yes is given", () =>
    withWorld(async ({ write, deploy, saagie }) => {
      write({ project: "Shop", jobs: { Report: { technology: "Bash", command: "x" } } });
      expect((await deploy([])).code).toBe(2);
      const question = 'Carry out the plan for "Shop" (2 create)? ';
      expect((await deploy([], { answers: { [question]: "n" } })).code).toBe(1);
      expect(await saagie.projects.list()).toEqual([]);
      expect((await deploy([], { answers: { [question]: "y" } })).code).toBe(0);
      expect(await saagie.projects.list()).toHaveLength(1);
      const narrow = await deploy(["--dry-run", "--prune"], {
        isTTY: true,
        columns: 60,
        environment: { NO_COLOR: "1" },
      });
      expect(narrow.out).toContain("Nothing differs.");
    }));

  test("tells a refusal, a package that is missing, and what cannot be, before anything is done", () =>
    withWorld(async ({ write, deploy, emulator, saagie }) => {
      write(SHOP);
      rmSync(join(write(SHOP), "..", "load.sh"), { force: true });
      expect((await deploy(["--yes", "--json"])).code).toBe(4);
      write({ project: "Shop", jobs: { Report: { technology: "Cobol", command: "x" } } });
      const impossible = await deploy(["--yes"]);
      expect(impossible.code).toBe(5);
      expect(impossible.out).toMatch(/cannot\tjob\tReport/u);
      expect(await saagie.projects.list()).toEqual([]);
      write({ project: "Shop" });
      emulator.faults.add({ match: { path: /graphql/u }, status: 403, times: Infinity });
      expect((await deploy(["--yes", "--json"])).code).toBe(5);
      emulator.faults.clear();
      expect((await deploy(["--profile", "nobody"])).code).toBe(4);
    }));
});

describe("what is wrong in a file", () => {
  test.each([
    ["project: [", /footbridge\.yaml:\d+:\d+ is not YAML/u],
    ["project: A\nproject: B", /footbridge\.yaml:2:1 is not YAML/u],
    ["jobs: {}", /:1:1: The file lacks "project"/u],
    ["project: A\nvariabels: {}", /:2:12: "variabels" is not known here: variables\?/u],
    ["project: A\njobs:\n  Load: { technology: 7 }", /:3:23: "jobs › Load › technology" should be a text/u],
    ["project: A\napps:\n  B: { image: x, ports: [70000] }", /:3:26: .+ should be at most 65535/u],
    ["project: A\nrights: { Sales: OWNER }", /:2:18: .+ should be one of VIEWER, EDITOR, MANAGER/u],
    ["project: A\npipelines:\n  P: { jobs: [Nope] }", /:3:15: .+ names "Nope", which is not among jobs/u],
    ["project: A\npipelines:\n  P: {}", /:3:6: .+ should have either jobs or steps/u],
    [
      "project: A\njobs:\n  J: { technology: Bash }\npipelines:\n  P:\n    steps:\n      a: { job: J, next: [b] }",
      /:7:27: .+ leads to "b", which is not among the steps/u,
    ],
    [
      "project: A\njobs:\n  J: { technology: Bash }\npipelines:\n  P:\n    steps:\n      a: { job: J, yes: [a] }",
      /"pipelines › P › steps › a › yes" belongs to a condition/u,
    ],
    ["project: A\njobs:\n  J: { technology: Bash, credentials: robot }", /is not among dockerCredentials/u],
    [
      "project: A\nstorages:\n  Orders: { size: 1 GB }\n  ORDERS: { size: 1 GB }",
      /:4:11: "storages › ORDERS" is "Orders" but for upper and lower case/u,
    ],
    ["project: A\nx: &a [*a]", /is not YAML|not known here/u],
  ])("%j is told with its place", (text, why) =>
    withWorld(async ({ write, deploy }) => {
      write(text);
      const told = await deploy(["--yes", "--json"]);
      expect(told.code).toBe(2);
      expect(told.err).toMatch(why);
    }),
  );
});

describe("a project as a file", () => {
  test("is deployed as it was exported: nothing differs", () =>
    withWorld(async ({ saagie, run }) => {
      const { id } = await saagie.projects.create({ name: "Rich" });
      await makeRichProject(saagie, id);
      const path = join(freshFolder(), "rich.yaml");
      const exported = await run(["export", "Rich", path, "--as", "yaml", "--json"]);
      expect(exported.code, exported.err).toBe(0);
      const again = await run(["deploy", path, "--dry-run", "--prune", "--json"]);
      expect(again.code, again.err).toBe(0);
      expect(planned(again)).toEqual([]);
      expect((await run(["export", "Rich", path, "--as", "yaml"])).code).toBe(1);
      const before = readFileSync(path, "utf8");
      expect((await run(["export", "Rich", path, "--as", "yaml", "--overwrite"])).code).toBe(0);
      expect(readFileSync(path, "utf8")).toBe(before);
      const copy = await run(["deploy", path, "--project", "Copy", "--yes"], { environment: { TOKEN: "t" } });
      expect(copy.code, copy.err).toBe(0);
      expect(
        planned(await run(["deploy", path, "--project", "Copy", "--dry-run", "--prune", "--json"])),
      ).toEqual([
        // Their password is a secret that nobody has told.
        "skip docker credentials robot at registry.example.org",
      ]);
    }));

  test("keeps packages apart whose jobs have names that no folder can have", () =>
    withWorld(async ({ saagie, run }) => {
      await saagie.projects.ensure({ name: "Odd" });
      for (const name of ["a/b", "a:b", "a?b"]) {
        const file = { name: "run.sh", content: `echo ${name}` };
        await saagie.jobs.create("Odd", { name, technology: "Bash", commandLine: "sh {file}", file });
      }
      const path = join(freshFolder(), "odd.yaml");
      const exported = await run(["export", "Odd", path, "--as", "yaml"]);
      expect(exported.code, exported.err).toBe(0);
      expect(planned(await run(["deploy", path, "--dry-run", "--prune", "--json"]))).toEqual([]);
      expect((await run(["deploy", path, "--project", "Copy", "--yes"])).code).toBe(0);
      const text = readFileSync(path, "utf8");
      const contents = [...text.matchAll(/package: (.+)/gu)].map(([, place = ""]) =>
        readFileSync(join(path, "..", place.replaceAll(/^["']|["']$/gu, "")), "utf8"),
      );
      expect(contents.toSorted()).toEqual(["echo a/b", "echo a:b", "echo a?b"]);
    }));

  test("whatever it holds: deployed twice it changes nothing, and comes out as it went in", async () => {
    await fc.assert(
      fc.asyncProperty(projectFiles, (file) =>
        withWorld(async ({ write, deploy, run }) => {
          write(file);
          const first = await deploy(["--yes"]);
          expect(first.code, first.err).toBe(0);
          // Secrets without a value are left out, and told.
          const left = planned(await deploy(["--dry-run", "--prune", "--json"]));
          expect(left.filter((step) => !step.startsWith("skip variable"))).toEqual([]);
          const path = join(freshFolder(), "out.yaml");
          const exported = await run(["export", "Shop", path, "--as", "yaml"]);
          expect(exported.code, exported.err).toBe(0);
          const again = planned(await run(["deploy", path, "--dry-run", "--prune", "--json"]));
          expect(again).toEqual([]);
        }),
      ),
      { numRuns: samples(60) },
    );
  }, 300_000);

  test("interrupted anywhere, it is gone on with, and nothing is made twice", async () => {
    await fc.assert(
      fc.asyncProperty(projectFiles, fc.nat({ max: 30 }), fc.boolean(), (file, skip, isLost) =>
        withWorld(async ({ write, deploy, emulator, saagie }) => {
          write(file);
          emulator.faults.add({
            match: { path: /graphql/u },
            skip,
            times: Infinity,
            ...(isLost ? { reset: "after" } : { status: 500 }),
          });
          await deploy(["--yes", "--timeout", "2"]);
          emulator.faults.clear();
          const resumed = await deploy(["--yes"]);
          expect(resumed.code, resumed.err).toBe(0);
          const left = planned(await deploy(["--dry-run", "--prune", "--json"]));
          expect(left.filter((step) => !step.startsWith("skip variable"))).toEqual([]);
          const jobs = await saagie.jobs.listMinimal("Shop");
          expect(jobs.map(({ name }) => name).toSorted()).toEqual(Object.keys(file.jobs ?? {}).toSorted());
          expect(await saagie.projects.list()).toHaveLength(1);
        }),
      ),
      { numRuns: samples(30) },
    );
  }, 300_000);
});

describe("aliases", () => {
  test("share settings, also by <<", async () => {
    await withWorld(async ({ write, deploy, saagie }) => {
      write(
        "project: Shared\njobs:\n  One: &one { technology: Bash, command: echo 1 }\n" +
          "  Two: { <<: *one, command: echo 2 }\n  Three: *one\n",
      );
      const { code, err } = await deploy(["--yes"]);
      expect(`${code} ${err}`).toMatch(/^0/u);
      const names = (await saagie.jobs.listMinimal("Shared")).map(({ name }) => name);
      expect(names.toSorted()).toEqual(["One", "Three", "Two"]);
    });
  });

  const levels = Array.from({ length: 8 }, (_, at) => {
    const of = at === 0 ? "x" : `*a${at - 1}`;
    return `  A${at}: &a${at} [${Array.from({ length: 9 }, () => of).join(", ")}]`;
  });
  test.each([
    ["too many of them", levels.join("\n"), "alias count"],
    ["one of nothing", "  J: *nobody", "nobody"],
    ["one of itself", "  J: &me { <<: *me }", ""],
  ])("are refused as a mistake in the file: %s", async (_, jobs, told) => {
    await withWorld(async ({ write, deploy }) => {
      write(`project: Shared\njobs:\n${jobs}\n`);
      const { code, err } = await deploy(["--dry-run"]);
      expect(err).not.toContain("unforeseen");
      expect(err).toContain(told);
      expect(code).toBe(2);
    });
  });
});

test("names that no file can have, or that differ little, are exported with their packages, and deployed elsewhere", async () => {
  const names = ["a/b", "a_b", "..", 'what? "this": <that>|*', "CON", "x".repeat(254)];
  await withWorld(async ({ write, deploy, run, saagie }) => {
    const jobs = names.map(
      (name, at) =>
        [name, { technology: "Bash", command: "sh {file}", package: `package-${at}.sh` }] as const,
    );
    const packages = Object.fromEntries(names.map((name, at) => [`package-${at}.sh`, `echo ${name}`]));
    write({ project: "Odd", jobs: Object.fromEntries(jobs) }, packages);
    expect(await deploy(["--yes"])).toMatchObject({ code: 0 });
    const target = join(freshFolder(), "odd.yaml");
    expect(await run(["export", "Odd", target, "--as", "yaml"])).toMatchObject({ code: 0 });
    writeFileSync(target, readFileSync(target, "utf8").replace("project: Odd", "project: Elsewhere"));
    expect(await run(["deploy", target, "--yes"])).toMatchObject({ code: 0 });
    const there = await saagie.jobs.listMinimal("Elsewhere");
    expect(there.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(await run(["deploy", target, "--dry-run", "--json"])).toMatchObject({ code: 0 });
  });
});
