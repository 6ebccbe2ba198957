import { UsageError } from "../cli-error.ts";
import { command, type CommandMaker, type Task } from "../frame/command.ts";
import type { Fact } from "../frame/printer.ts";
import { moment } from "../frame/formats.ts";
import { openAgave, openDescartes, openSaagie } from "./open-platforms.ts";
import { ProfileStore } from "./profile-store.ts";
import type { PlatformName } from "./profile.ts";

/** What is found out about who is logged in. */
interface Identity {
  readonly value: object;
  readonly facts: readonly Fact[];
  readonly user: string;
}

const PLATFORMS: Readonly<Record<PlatformName, (task: Task) => Promise<Identity>>> = {
  saagie: ofSaagie,
  descartes: ofDescartes,
  agave: ofAgave,
};

/** Asks a platform as whom it sees this user. */
export const whoami: CommandMaker = command({
  usage: "whoami [platform]",
  summary: "tells where you are logged in and as whom, and whether the log-in still serves",
  scope: "saagie",
  examples: ["whoami", "whoami agave --json"],
  run: async (task) => {
    const identity = await PLATFORMS[await platformOf(task)](task);
    task.print.record(identity.value, identity.facts, identity.user);
  },
});

/** The platform that a task is about: the one that is named, that of the profile, or the only one that is logged in to. */
export async function platformOf({ args, options, io }: Task): Promise<PlatformName> {
  const [named] = args;
  if (named !== undefined) {
    if (named in PLATFORMS) return named as PlatformName;
    throw new UsageError(`"${named}" is not a platform. There are ${Object.keys(PLATFORMS).join(", ")}.`);
  }
  const store = new ProfileStore(io);
  if (options.profile !== undefined) return (await store.get(options.profile)).platform;
  if (io.environment["SAAGIE_URL"]) return "saagie";
  const { current } = await store.read();
  return (["saagie", "descartes", "agave"] as const).find((name) => current[name] !== undefined) ?? "saagie";
}

async function ofSaagie(task: Task): Promise<Identity> {
  const { saagie, profile, project } = await openSaagie(task);
  const info = await saagie.about.info(task.call);
  const version = await saagie.version(task.call);
  const { url, realm, platform } = saagie;
  const kept = profile === undefined ? undefined : await new ProfileStore(task.io).get(profile);
  const user = kept?.platform === "saagie" ? (kept.user ?? "") : (task.io.environment["SAAGIE_USER"] ?? "");
  return {
    value: {
      platform: "saagie",
      url,
      realm,
      number: platform,
      name: info.name,
      version,
      user,
      profile,
      project,
    },
    user,
    facts: [
      ["Platform", `${info.name} (${platform} of ${realm})`],
      ["Address", url],
      ["Version", version],
      ["User", user || "a token"],
      ["Profile", profile ?? "as the environment says"],
      ["Project", project],
    ],
  };
}

async function ofDescartes(task: Task): Promise<Identity> {
  const storage = await openDescartes(task);
  const [claims, namespace] = [await storage.claims(task.call), await storage.namespace(task.call)];
  const { email = null, expiresAt } = claims;
  const ends = moment(expiresAt);
  return {
    value: { platform: "descartes", url: storage.url, namespace, email, tokenEnds: ends },
    user: namespace,
    facts: [
      ["Address", storage.url],
      ["Namespace", namespace],
      ["E-mail", email],
      ["Token ends", ends],
    ],
  };
}

async function ofAgave(task: Task): Promise<Identity> {
  const agave = await openAgave(task);
  const { username, email } = await agave.profiles.me(task.call);
  return {
    value: { platform: "agave", baseUrl: agave.baseUrl, user: username, email },
    user: username,
    facts: [
      ["Address", agave.baseUrl],
      ["User", username],
      ["E-mail", email],
    ],
  };
}
