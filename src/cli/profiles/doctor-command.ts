import { CliError } from "../cli-error.ts";
import { command, type CommandMaker, type Task } from "../frame/command.ts";
import { EXIT, exitCodeOf } from "../frame/exit-codes.ts";
import { checkAddress, checkCertificate, checkProxy, type Place } from "./doctor-network.ts";
import { openAgave, openDescartes, openSaagie } from "./open-platforms.ts";
import type { PlatformName } from "./profile.ts";
import { platformOf } from "./whoami-command.ts";

/** One thing that has to be right before the next one can be. */
interface Check {
  readonly name: string;
  /** @returns what was found; throws what is wrong. */
  readonly run: () => Promise<string>;
}

/** What became of a check. */
interface Finding {
  readonly check: string;
  /** Absent: it was not tried, since one before it failed. */
  readonly ok?: boolean;
  readonly told: string;
}

/** What there is to look at on one platform. */
interface Patient {
  readonly url: string;
  readonly logIn: () => Promise<string>;
  readonly version: () => Promise<string>;
}

const PATIENTS: Readonly<Record<PlatformName, (task: Task) => Promise<Patient>>> = {
  saagie: saagiePatient,
  descartes: descartesPatient,
  agave: agavePatient,
};

/** Looks for what keeps the command line from its platform. */
export const doctor: CommandMaker = command({
  usage: "doctor [platform]",
  summary: "looks for what is wrong: address, proxy, certificate, log-in, version, in this order",
  scope: "saagie",
  examples: ["doctor", "doctor descartes --json"],
  about: "It ends at the first thing that is wrong, with the exit code of that.",
  run: async (task) => {
    const patient = await PATIENTS[await platformOf(task)](task);
    const place: Place = {
      url: new URL(patient.url),
      environment: task.io.environment,
      signal: task.io.stop,
    };
    const checks: readonly Check[] = [
      { name: "address", run: () => checkAddress(place) },
      { name: "proxy", run: () => checkProxy(place) },
      { name: "certificate", run: () => checkCertificate(place) },
      { name: "log-in", run: patient.logIn },
      { name: "version", run: patient.version },
    ];
    const { findings, error } = await examine(checks);
    task.print.list(findings, {
      quiet: ({ check, ok }) => (ok === false ? check : ""),
      empty: "",
      columns: [
        { head: "Check", of: ({ check }) => check },
        { head: "Result", of: ({ ok }) => (ok === undefined ? "" : ok ? "ok" : "ERROR"), isStatus: true },
        { head: "Found", of: ({ told }) => told },
      ],
    });
    if (error === undefined) return;
    const wrong = findings.find(({ ok }) => ok === false);
    const code = exitCodeOf(error);
    throw new CliError(`The ${wrong?.check ?? "platform"} is not in order: ${wrong?.told ?? ""}`, {
      exitCode: code === EXIT.failed ? EXIT.unreachable : code,
      code: "UNHEALTHY",
      isDocumented: task.print.isJson,
    });
  },
});

async function examine(checks: readonly Check[]): Promise<{
  readonly findings: readonly Finding[];
  readonly error: unknown;
}> {
  const findings: Finding[] = [];
  let error: unknown;
  for (const { name, run } of checks) {
    if (error !== undefined) {
      findings.push({ check: name, told: "not tried" });
      continue;
    }
    try {
      findings.push({ check: name, ok: true, told: await run() });
    } catch (wrong) {
      error = wrong;
      findings.push({ check: name, ok: false, told: wrong instanceof Error ? wrong.message : String(wrong) });
    }
  }
  return { findings, error };
}

async function saagiePatient(task: Task): Promise<Patient> {
  const { saagie, about } = await openSaagie(task);
  return {
    url: saagie.url,
    logIn: async () => {
      await saagie.token(task.call);
      const { name } = await saagie.about.info(task.call);
      return `${name}. ${about}`;
    },
    version: () => saagie.version(task.call),
  };
}

async function descartesPatient(task: Task): Promise<Patient> {
  const storage = await openDescartes(task);
  return {
    url: storage.url,
    logIn: async () => `namespace ${await storage.namespace(task.call)}`,
    version: async () => {
      await storage.list(task.call);
      return "v1";
    },
  };
}

async function agavePatient(task: Task): Promise<Patient> {
  const agave = await openAgave(task);
  return {
    url: agave.baseUrl,
    logIn: async () => (await agave.profiles.me(task.call)).username,
    version: () => Promise.resolve("v2"),
  };
}
