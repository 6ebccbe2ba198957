import type { Noun } from "./frame/noun.ts";

const tools = () => import("./tools/tool-commands.ts");
const transfers = () => import("./project/project-commands.ts");

const science = () => import("./agave-commands/science-commands.ts");

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
    name: "project",
    summary: "projects: list, show, create, delete, export, plan, import, copy",
    load: async () => (await import("./saagie-commands/project-noun.ts")).projectCommands,
  },
  {
    name: "job",
    summary: "jobs: list, show, run, status, stop, logs, history, deploy, rollback, delete, schedule",
    load: async () => (await import("./saagie-commands/job-commands.ts")).jobCommands,
  },
  {
    name: "pipeline",
    summary: "pipelines: list, show, run, status, stop, history, graph",
    load: async () => (await import("./saagie-commands/pipeline-commands.ts")).pipelineCommands,
  },
  {
    name: "app",
    summary: "apps: list, show, start, stop, restart, status, logs, open",
    load: async () => (await import("./saagie-commands/app-commands.ts")).appCommands,
  },
  {
    name: "var",
    summary: "environment variables: list, get, set, unset, import",
    load: async () => (await import("./saagie-commands/variable-commands.ts")).variableCommands,
  },
  {
    name: "storage",
    summary: "storages: list, show, create, delete",
    load: async () => (await import("./saagie-commands/storage-commands.ts")).storageCommands,
  },
  {
    name: "credentials",
    summary: "Docker credentials: list, set, delete",
    load: async () => (await import("./saagie-commands/credentials-commands.ts")).credentialsCommands,
  },
  {
    name: "technology",
    summary: "the catalogue: list, show",
    load: async () => (await import("./saagie-commands/catalogue-commands.ts")).technologyCommands,
  },
  {
    name: "user",
    summary: "users of the realm: list, show",
    load: async () => (await import("./saagie-commands/catalogue-commands.ts")).userCommands,
  },
  {
    name: "group",
    summary: "groups of the realm: list, show",
    load: async () => (await import("./saagie-commands/catalogue-commands.ts")).groupCommands,
  },
];

const DESCARTES: readonly Noun[] = [
  {
    name: "ds",
    summary: "blobs: list, cat, get, put, copy, move, delete, sync, url, stat",
    load: async () => (await import("./descartes-commands/blob-commands.ts")).blobCommands,
  },
];

const AGAVE: readonly Noun[] = [
  {
    name: "tenants",
    summary: "lists the tenants",
    load: async () => (await science()).tenants,
  },
  {
    name: "files",
    summary: "files: list, stat, cat, get, put, sync, copy, move, mkdir, delete, url",
    load: async () => (await import("./agave-commands/file-commands.ts")).fileCommands,
  },
  {
    name: "system",
    summary: "systems: list, show",
    load: async () => (await science()).systemCommands,
  },
  {
    name: "meta",
    summary: "metadata: query",
    load: async () => (await science()).metaCommands,
  },
  {
    name: "actor",
    summary: "actors: list, send, logs",
    load: async () => (await science()).actorCommands,
  },
];

/** Nouns that Saagie has, too: they are told apart by the word before them. */
const AGAVE_ALONE: readonly Noun[] = [
  {
    name: "job",
    summary: "jobs: submit, list, status, stop, logs, outputs",
    load: async () => (await import("./agave-commands/job-commands.ts")).agaveJobCommands,
  },
  {
    name: "app",
    summary: "apps: list, show",
    load: async () => (await science()).agaveAppCommands,
  },
];

/** All nouns of one platform, under its name. */
const PLATFORMS: readonly Noun[] = [
  {
    name: "saagie",
    summary: "the nouns of Saagie: saagie job is job",
    isHidden: true,
    load: () => Promise.resolve(SAAGIE),
  },
  {
    name: "agave",
    summary: "jobs and apps of Agave (agave job, agave app), and all of the above",
    load: () => Promise.resolve([...AGAVE, ...AGAVE_ALONE]),
  },
];

const TOOLS: readonly Noun[] = [
  {
    name: "api",
    summary: "sends a GraphQL document of your own to Saagie",
    load: async () => (await import("./tools/api-command.ts")).api,
  },
  {
    name: "schema",
    summary: "prints the GraphQL schema of Saagie, of a version or of a live platform",
    load: async () => (await import("./tools/schema-command.ts")).schema,
  },
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
  {
    name: "completion",
    summary: "prints a script that completes command lines in a shell",
    load: async () => (await import("./completion/completion-command.ts")).completion,
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
  ...under("Descartes Labs Storage", DESCARTES),
  ...under("Agave (Tapis v2)", [...AGAVE, ...PLATFORMS]),
  ...under("Tools", TOOLS),
];
