import {
  emulateSaagie,
  type EmulatedSaagie,
  type EmulatedSaagieOptions,
  type Listening,
} from "../../../src/emulator/index.ts";
import { pipelineGraph, Saagie } from "../../../src/saagie/index.ts";

/** What no page may ever hold. */
export const SECRET = "hunter2-of-the-orders";

/** A name that would be markup if anybody took it for that. */
export const MARKUP = `<img src=x onerror="document.title='taken'">`;

/** An emulated Saagie with something in it, a client of it, and where it listens. */
export interface Stage {
  readonly emulator: EmulatedSaagie;
  readonly listening: Listening;
  /** Speaks to the emulator by its socket, as other programs do. */
  readonly saagie: Saagie;
}

/** Opens an empty emulator whose time stands still. */
export async function openStage(options: EmulatedSaagieOptions = {}): Promise<Stage> {
  const emulator = emulateSaagie({ clock: "manual", runSeconds: 60, projectSeconds: 0, ...options });
  const listening = await emulator.listen();
  const { url, realm, platform, user, password } = emulator;
  return { emulator, listening, saagie: new Saagie({ url, realm, platform, user, password }) };
}

const JOBS = ["Extract orders", "Extract customers", "Join", "Report", "Alert the team"] as const;

/** Fills it: a project with jobs, a pipeline with a condition and a branch, an app and variables. */
export async function fill({ emulator, saagie }: Stage): Promise<void> {
  await saagie.projects.create({ name: "Sales", description: "Figures of every night" });
  emulator.clock.advance(1000);
  for (const name of JOBS)
    await saagie.jobs.create("Sales", {
      name,
      technology: "Python",
      commandLine: "python {file}",
      file: { name: "main.py", content: "print(12)" },
    });
  const graph = pipelineGraph()
    .job("orders", { name: "Extract orders" })
    .job("customers", { name: "Extract customers" })
    .job("join", { name: "Join" })
    .condition("joined", "AllSuccess")
    .job("report", { name: "Report" })
    .job("alert", { name: "Alert the team" })
    .edge("orders", "join")
    .edge("customers", "join")
    .edge("join", "joined")
    .edge("joined", "report")
    .edge("joined", "alert", { on: "failure" });
  await saagie.pipelines.create("Sales", { name: "Every night", graph });
  await saagie.apps.create("Sales", {
    name: "Dashboard",
    image: "nginx:1.25",
    ports: [{ number: 8080, name: "Web" }],
  });
  const scope = { project: "Sales" };
  await saagie.environmentVariables.create(scope, { name: "REGION", value: "eu-west" });
  await saagie.environmentVariables.create(scope, { name: "DB_PASSWORD", value: SECRET, isPassword: true });
  emulator.scripts.set("Extract customers", {
    lines: [
      "Connecting to the warehouse",
      `Logged in with ${SECRET}`,
      { stream: "STDERR", value: "warning: 3 rows without an address" },
      "Read 1,204 rows",
    ],
  });
}
