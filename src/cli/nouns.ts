import type { Noun } from "./frame/noun.ts";

const tools = () => import("./tool-commands.ts");
const transfers = () => import("./project/project-commands.ts");

const START: readonly Noun[] = [
  {
    name: "quickstart",
    summary: "shows what Footbridge does, on an emulator of its own or on a live platform",
    load: async () => (await tools()).quickstart,
  },
  {
    name: "login",
    summary: "logs in to a platform, and keeps the log-in as a profile",
    load: async () => (await import("./profiles/login-command.ts")).login,
  },
  {
    name: "logout",
    summary: "forgets a log-in: its profile with token and secrets",
    load: async () => (await import("./profiles/profile-commands.ts")).logout,
  },
  {
    name: "whoami",
    summary: "tells where you are logged in and as whom, and whether the log-in still serves",
    load: async () => (await import("./profiles/whoami-command.ts")).whoami,
  },
  {
    name: "profile",
    summary: "profiles: list, use, show, remove",
    load: async () => (await import("./profiles/profile-commands.ts")).profileCommands,
  },
  {
    name: "doctor",
    summary: "looks for what is wrong: address, proxy, certificate, log-in, version",
    load: async () => (await import("./profiles/doctor-command.ts")).doctor,
  },
];

const SAAGIE: readonly Noun[] = [
  {
    name: "job",
    summary: "jobs: list, show, run, status, stop, logs, history, deploy, rollback, delete, schedule",
    load: async () => (await import("./saagie-commands/job-commands.ts")).jobCommands,
  },
];

const TOOLS: readonly Noun[] = [
  {
    name: "emulator",
    summary: "serves an emulated platform, or all of them, until it is stopped",
    load: async () => (await import("./serve/emulator-definition.ts")).emulator,
  },
  {
    name: "url",
    summary: "prints the ids in a URL pasted from Saagie's web pages",
    load: async () => (await tools()).url,
  },
  {
    name: "compat",
    summary: "shows which methods of the client work with which platform versions",
    load: async () => (await tools()).compat,
  },
];

const TRANSFERS: readonly Noun[] = [
  {
    name: "export",
    summary: "writes a whole project to a folder or a zip",
    load: async () => (await transfers()).exportProject,
  },
  {
    name: "plan",
    summary: "tells what an import would do, and changes nothing",
    load: async () => (await transfers()).planProject,
  },
  {
    name: "import",
    summary: "brings a whole project to a platform, from a folder or a zip",
    load: async () => (await transfers()).importProject,
  },
];

const under = (heading: string, nouns: readonly Noun[]): readonly Noun[] =>
  nouns.map((noun) => ({ heading, ...noun }));

/** All that may stand after the program's name. */
export const NOUNS: readonly Noun[] = [
  ...under("Start here", START),
  ...under("Saagie", SAAGIE),
  ...under("Whole projects of Saagie", TRANSFERS),
  ...under("Tools", TOOLS),
];
