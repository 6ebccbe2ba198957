import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { pipelineGraph } from "../../../src/saagie/index.ts";
import { commandPlatform } from "../project-platform.ts";
import { describeCommands } from "./command-rows.ts";

const platform = commandPlatform({ runSeconds: 0, appSeconds: 0, cleanSeconds: 0 });
const { emulator, saagie, environment } = platform;
const folder = mkdtempSync(join(tmpdir(), "footbridge-commands-"));
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  await saagie.projects.ensure({ name: "Sales" });
  for (const name of ["Daily report", "Load", "Alarm"])
    await saagie.jobs.create("Sales", { name, technology: "Bash", commandLine: `echo ${name}` });
  // A second version, to go back from.
  await saagie.jobs.upgrade({ project: "Sales", name: "Daily report" }, { commandLine: "echo twice" });
  const graph = pipelineGraph()
    .job("load", { name: "Load" })
    .condition("good")
    .job("report", { name: "Daily report" })
    .job("alarm", { name: "Alarm" })
    .edge("load", "good")
    .edge("good", "report")
    .edge("good", "alarm", { on: "failure" });
  await saagie.pipelines.create("Sales", { name: "Daily", graph });
  await saagie.jobs.runAndWait({ project: "Sales", name: "Daily report" });
  await saagie.pipelines.runAndWait({ project: "Sales", name: "Daily" });
  await saagie.apps.create("Sales", { name: "Dashboard", image: "nginx:1", ports: [{ number: 80 }] });
  await saagie.apps.runAndWait({ project: "Sales", name: "Dashboard" });
  await saagie.storages.create("Sales", { name: "Orders", size: "1 GB" });
  await saagie.environmentVariables.create({ project: "Sales" }, { name: "REGION", value: "north" });
  await saagie.dockerCredentials.create("Sales", { username: "ann", password: "x" });
  writeFileSync(at("report.sh"), "echo report");
  writeFileSync(at("vars.env"), "# of the report\nDAY=monday\nexport NAME='a b'\n");
  writeFileSync(at("projects.graphql"), "query P($name: String!) { projectByName(name: $name) { id name } }");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inSales = ["--project", "Sales"];

describeCommands(
  {
    environment,
    whileRefusing: async (work) => {
      emulator.faults.add({ match: { path: /^(?!.*authenticate)/u }, status: 403, times: Infinity });
      try {
        return await work();
      } finally {
        emulator.faults.clear();
      }
    },
  },
  [
    { args: ["whoami"], prints: /2024\.05/u },
    { args: ["project", "list"], prints: /Sales/u },
    { args: ["project", "show", "Sales"], missing: ["project", "show", "Nope"], prints: /READY/u },
    { args: ["project", "create", "Made {n}"], prints: /is ready/u },
    {
      args: ["project", "delete", "Doomed", "--yes"],
      before: () => saagie.projects.ensure({ name: "Doomed" }),
      missing: ["project", "delete", "Nope", "--yes"],
      prints: /is deleted/u,
    },
    {
      args: ["project", "copy", "Sales", "Copy {n}"],
      missing: ["project", "copy", "Nope", "Other"],
      prints: /created/u,
    },
    {
      args: ["job", "list", ...inSales],
      missing: ["job", "list", "--project", "Nope"],
      prints: /Daily report/u,
    },
    {
      args: ["job", "show", "Sales/Daily report"],
      missing: ["job", "show", "Nope", ...inSales],
      prints: /Bash/u,
    },
    {
      args: ["job", "history", "Load", ...inSales],
      missing: ["job", "history", "Nope", ...inSales],
      prints: /SUCCEEDED/u,
    },
    {
      args: ["job", "run", "Daily report", ...inSales],
      before: () => Promise.resolve(),
      missing: ["job", "run", "Nope", ...inSales],
      prints: /has been started/u,
    },
    {
      args: ["job", "run", "Daily report", ...inSales, "--wait"],
      before: () => Promise.resolve(),
      missing: ["job", "run", "Nope", ...inSales, "--wait"],
      prints: /ended as SUCCEEDED/u,
    },
    {
      args: ["job", "run", "Daily report", ...inSales, "--follow"],
      before: () => Promise.resolve(),
      missing: ["job", "run", "Nope", ...inSales, "--follow"],
      prints: /ended as SUCCEEDED/u,
      json: "lines",
    },
    {
      args: ["job", "status", "Load", ...inSales],
      missing: ["job", "status", "Load", "--run", "999", ...inSales],
      prints: /SUCCEEDED/u,
    },
    {
      args: ["job", "stop", "Slow", ...inSales],
      before: () => startSlow(),
      missing: ["job", "stop", "Nope", ...inSales],
      prints: /asked to stop/u,
    },
    {
      args: ["job", "logs", "Load", ...inSales],
      missing: ["job", "logs", "Nope", ...inSales],
      prints: /./u,
      json: "lines",
    },
    {
      args: [
        "job",
        "deploy",
        "Deployed",
        at("report.sh"),
        "--technology",
        "Bash",
        "--command",
        "sh {file}",
        ...inSales,
      ],
      missing: ["job", "deploy", "Deployed", at("nope.sh"), ...inSales],
      before: () => Promise.resolve(),
      prints: /version 1/u,
    },
    {
      args: ["job", "rollback", "Daily report", "1", ...inSales],
      missing: ["job", "rollback", "Daily report", "99", ...inSales],
      prints: /is 1/u,
    },
    {
      args: ["job", "schedule", "Load", "0 6 * * *", "--timezone", "Europe/Paris", ...inSales],
      missing: ["job", "schedule", "Nope", ...inSales],
      prints: /Europe\/Paris/u,
    },
    {
      args: ["job", "delete", "Doomed", "--yes", ...inSales],
      before: () =>
        saagie.jobs.createOrUpgrade("Sales", { name: "Doomed", technology: "Bash", commandLine: "x" }),
      missing: ["job", "delete", "Nope", "--yes", ...inSales],
      prints: /is deleted/u,
    },
    {
      args: ["pipeline", "list", ...inSales],
      missing: ["pipeline", "list", "--project", "Nope"],
      prints: /Daily/u,
    },
    {
      args: ["pipeline", "show", "Daily", ...inSales],
      missing: ["pipeline", "show", "Nope", ...inSales],
      prints: /Load, Daily report, Alarm/u,
    },
    {
      args: ["pipeline", "history", "Daily", ...inSales],
      missing: ["pipeline", "history", "Nope", ...inSales],
      prints: /SUCCEEDED/u,
    },
    {
      args: ["pipeline", "run", "Daily", ...inSales, "--wait"],
      before: () => Promise.resolve(),
      missing: ["pipeline", "run", "Nope", ...inSales],
      prints: /ended as SUCCEEDED/u,
    },
    {
      args: ["pipeline", "status", "Daily", ...inSales],
      before: () => Promise.resolve(),
      missing: ["pipeline", "status", "Nope", ...inSales],
      prints: /SUCCEEDED/u,
    },
    {
      args: ["pipeline", "stop", "Slow pipeline", ...inSales],
      before: () => startSlowPipeline(),
      missing: ["pipeline", "stop", "Nope", ...inSales],
      prints: /asked to stop/u,
    },
    {
      args: ["pipeline", "graph", "Daily", ...inSales],
      missing: ["pipeline", "graph", "Nope", ...inSales],
      prints: /├─ yes: Daily report/u,
    },
    { args: ["app", "list", ...inSales], missing: ["app", "list", "--project", "Nope"], prints: /STARTED/u },
    {
      args: ["app", "show", "Dashboard", ...inSales],
      missing: ["app", "show", "Nope", ...inSales],
      prints: /nginx/u,
    },
    {
      args: ["app", "status", "Dashboard", ...inSales],
      missing: ["app", "status", "Nope", ...inSales],
      prints: /STARTED/u,
    },
    {
      args: ["app", "restart", "Dashboard", ...inSales],
      before: () => Promise.resolve(),
      missing: ["app", "restart", "Nope", ...inSales],
      prints: /is STARTED/u,
    },
    {
      args: ["app", "stop", "Dashboard", ...inSales],
      before: () => saagie.apps.runAndWait({ project: "Sales", name: "Dashboard" }).catch(() => undefined),
      missing: ["app", "stop", "Nope", ...inSales],
      prints: /is STOPPED/u,
    },
    {
      args: ["app", "start", "Dashboard", ...inSales],
      before: () => saagie.apps.stopAndWait({ project: "Sales", name: "Dashboard" }).catch(() => undefined),
      missing: ["app", "start", "Nope", ...inSales],
      prints: /is STARTED/u,
    },
    {
      args: ["app", "logs", "Dashboard", ...inSales],
      missing: ["app", "logs", "Nope", ...inSales],
      prints: /^/u,
      json: "lines",
    },
    {
      args: ["app", "open", "Dashboard", "--print", ...inSales],
      missing: ["app", "open", "Nope", ...inSales],
      prints: /\/platform\/1\/project\/.+\/app\//u,
    },
    { args: ["var", "list", ...inSales], missing: ["var", "list", "--project", "Nope"], prints: /REGION/u },
    {
      args: ["var", "get", "REGION", ...inSales],
      missing: ["var", "get", "NOPE", ...inSales],
      prints: /north/u,
    },
    {
      args: ["var", "set", "LEVEL=3", ...inSales],
      before: () => Promise.resolve(),
      missing: ["var", "set", "LEVEL=3", "--project", "Nope"],
      prints: /Variable LEVEL of the project is /u,
    },
    {
      args: ["var", "unset", "GONE", ...inSales],
      before: () =>
        saagie.environmentVariables.createOrUpdate({ project: "Sales" }, { name: "GONE", value: "x" }),
      missing: ["var", "unset", "NOPE", ...inSales],
      prints: /is deleted/u,
    },
    {
      args: ["var", "import", at("vars.env"), ...inSales],
      before: () => Promise.resolve(),
      missing: ["var", "import", at("nope.env"), ...inSales],
      prints: /Variables: 2 /u,
    },
    {
      args: ["storage", "list", ...inSales],
      missing: ["storage", "list", "--project", "Nope"],
      prints: /Orders/u,
    },
    {
      args: ["storage", "show", "Orders", ...inSales],
      missing: ["storage", "show", "Nope", ...inSales],
      prints: /1\.0 GB/u,
    },
    {
      args: ["storage", "create", "Made {n}", "1 GB", ...inSales],
      missing: ["storage", "create", "Made", "1 GB", "--project", "Nope"],
      prints: /is created/u,
    },
    {
      args: ["storage", "delete", "Doomed", "--yes", ...inSales],
      before: async () => {
        const all = await saagie.storages.listMinimal("Sales");
        if (all.every(({ name }) => name !== "Doomed"))
          await saagie.storages.create("Sales", { name: "Doomed", size: "1 GB" });
      },
      missing: ["storage", "delete", "Nope", "--yes", ...inSales],
      prints: /is deleted/u,
    },
    {
      args: ["credentials", "list", ...inSales],
      missing: ["credentials", "list", "--project", "Nope"],
      prints: /Docker Hub/u,
    },
    {
      args: ["credentials", "set", "bob", "--password-stdin", ...inSales],
      before: () => Promise.resolve(),
      input: "of-bob\n",
      missing: ["credentials", "set", "bob", "--password-stdin", "--project", "Nope"],
      prints: /Docker credentials of bob at Docker Hub are /u,
    },
    {
      args: ["credentials", "delete", "cid", ...inSales],
      before: () => saagie.dockerCredentials.createOrUpdate("Sales", { username: "cid", password: "x" }),
      missing: ["credentials", "delete", "nope", ...inSales],
      prints: /are deleted/u,
    },
    { args: ["technology", "list"], prints: /Python/u },
    {
      args: ["technology", "show", "Python"],
      missing: ["technology", "show", "Cobol"],
      prints: /recommended/u,
    },
    { args: ["user", "list"], prints: /jo\.doe/u },
    { args: ["user", "show", "jo.doe"], missing: ["user", "show", "nope"], prints: /jo\.doe/u },
    { args: ["group", "list"], prints: /admins/u },
    { args: ["group", "show", "admins"], missing: ["group", "show", "nope"], prints: /admins/u },
    {
      args: ["api", at("projects.graphql"), "-f", "name=Sales"],
      missing: ["api", at("nope.graphql")],
      prints: /"name": "Sales"/u,
    },
    { args: ["schema", "saagie/platform", "--live"], prints: /type Query/u, isText: true },
  ],
);

async function startSlow(): Promise<void> {
  emulator.scripts.set("Slow", { seconds: Infinity });
  await saagie.jobs.createOrUpgrade("Sales", { name: "Slow", technology: "Bash", commandLine: "sleep 3600" });
  await saagie.jobs.run({ project: "Sales", name: "Slow" });
}

async function startSlowPipeline(): Promise<void> {
  await startSlow();
  const graph = pipelineGraph().job("slow", { name: "Slow" });
  await saagie.pipelines.createOrUpgrade("Sales", { name: "Slow pipeline", graph });
  await saagie.pipelines.run({ project: "Sales", name: "Slow pipeline" });
}
