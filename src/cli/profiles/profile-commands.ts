import { rm } from "node:fs/promises";
import { CliError, UsageError } from "../cli-error.ts";
import { command, option, type CommandMaker, type Task } from "../frame/command.ts";
import { confirm, type ConfirmOptions } from "../frame/confirm.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { addressOf, userOf, type Profile } from "./profile.ts";
import { ProfileStore } from "./profile-store.ts";

const list: CommandMaker = command({
  usage: "list",
  summary: "lists the profiles",
  scope: "nothing",
  examples: ["profile list"],
  run: async ({ io, print }) => {
    const { profiles, current } = await new ProfileStore(io).read();
    const rows = Object.entries(profiles).map(([name, profile]) => ({
      name,
      isCurrent: current[profile.platform] === name,
      ...shownOf(profile),
    }));
    print.list(rows, {
      quiet: ({ name }) => name,
      empty: "There are no profiles. Make one with: footbridge login",
      columns: [
        { head: "", of: ({ isCurrent }) => (isCurrent ? "*" : "") },
        { head: "Profile", of: ({ name }) => name },
        { head: "Platform", of: ({ platform }) => platform },
        { head: "User", of: ({ user }) => user },
        { head: "Address", of: ({ address }) => address },
      ],
    });
  },
});

const use: CommandMaker = command({
  usage: "use [profile]",
  summary: "makes a profile the current one of its platform, or chooses its project",
  scope: "nothing",
  examples: ["profile use work", "profile use --project Sales"],
  options: [
    option("--project <project>", "Saagie: the project that names are looked for in; empty for none"),
  ],
  run: async (task) => {
    const store = new ProfileStore(task.io);
    const { current } = await store.read();
    const name = task.args[0] ?? current.saagie;
    if (name === undefined) throw new UsageError("Which profile?");
    const profile = await store.get(name);
    const { project } = task.options;
    if (project !== undefined && profile.platform !== "saagie")
      throw new UsageError(`The profile "${name}" is for ${profile.platform}, which has no projects.`);
    await store.save(name, project === undefined ? profile : withProject(profile, project));
    const told = project ? ` with the project "${project}"` : "";
    task.print.done({ profile: name, project: project ?? null }, `Profile "${name}" is used${told}.`, name);
  },
});

const show: CommandMaker = command({
  usage: "show [profile]",
  summary: "shows a profile, without what is secret in it",
  scope: "nothing",
  examples: ["profile show work"],
  run: async (task) => {
    const store = new ProfileStore(task.io);
    const { current } = await store.read();
    const name = task.args[0] ?? current.saagie ?? current.descartes ?? current.agave;
    if (name === undefined) throw noProfiles();
    const shown = shownOf(await store.get(name));
    task.print.record(
      { name, ...shown },
      [
        ["Profile", name],
        ["Platform", shown.platform],
        ["Address", shown.address],
        ["Realm", shown.realm],
        ["User", shown.user],
        ["Project", shown.project],
        ["Kept in", store.folder],
      ],
      name,
    );
  },
});

const remove: CommandMaker = command<ConfirmOptions>({
  usage: "remove <profile>",
  summary: "removes a profile and what it logs in with",
  scope: "nothing",
  examples: ["profile remove work --yes"],
  options: [option("-y, --yes", "do not ask")],
  run: async (task) => {
    const [name = ""] = task.args;
    const profile = await new ProfileStore(task.io).get(name);
    await confirm(task, `Remove the profile "${name}" (${addressOf(profile)})?`);
    await removeProfile(task, name, profile);
    task.print.done({ removed: name }, `The profile "${name}" is removed.`, name);
  },
});

/** Logs out: forgets the log-in. */
export const logout: CommandMaker = command({
  usage: "logout [profile]",
  summary: "forgets a log-in: its profile with token and secrets",
  scope: "nothing",
  examples: ["logout", "logout work"],
  about: "Nothing is sent: a token that somebody else has copied serves until it ends.",
  run: async (task) => {
    const store = new ProfileStore(task.io);
    const { current, profiles } = await store.read();
    const names = Object.keys(profiles);
    const name = task.args[0] ?? current.saagie ?? (names.length === 1 ? names[0] : undefined);
    if (name === undefined && names.length > 0)
      throw new UsageError(`Log out of which profile? There are ${names.join(", ")}.`);
    if (name === undefined) throw noProfiles();
    await removeProfile(task, name, await store.get(name));
    task.print.done({ loggedOut: name }, `Logged out: the profile "${name}" is removed.`, name);
  },
});

/** The profiles and what can be done with them. */
export const profileCommands: readonly CommandMaker[] = [list, use, show, remove];

async function removeProfile({ io }: Pick<Task, "io">, name: string, profile: Profile): Promise<void> {
  await new ProfileStore(io).remove(name);
  // What is secret lies in the profile, or in a place of its own.
  if (profile.platform === "descartes") await rm(profile.tokenFile, { force: true });
  if (profile.platform === "agave") await rm(profile.cacheDir, { recursive: true, force: true });
}

function withProject(profile: Profile, project: string): Profile {
  if (profile.platform !== "saagie") return profile;
  const { project: _, ...rest } = profile;
  return project === "" ? rest : { ...rest, project };
}

/** What may be seen of a profile. */
function shownOf(profile: Profile): {
  readonly platform: string;
  readonly address: string;
  readonly user: string;
  readonly realm?: string;
  readonly project?: string;
} {
  const { platform } = profile;
  const shown = { platform, address: addressOf(profile), user: userOf(profile) };
  if (profile.platform !== "saagie") return shown;
  const { realm, project } = profile;
  return { ...shown, realm, ...(project === undefined ? {} : { project }) };
}

function noProfiles(): CliError {
  return new CliError("There are no profiles. Make one with: footbridge login", {
    exitCode: EXIT.notFound,
    code: "NOT_FOUND",
  });
}
