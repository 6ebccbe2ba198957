import { randomUUID } from "node:crypto";
import type { Agave } from "../../agave/index.ts";
import { isFootbridgeError } from "../../index.ts";
import { readSecret } from "../frame/read-input.ts";
import { pathIn } from "../../node/index.ts";
import { UsageError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import { askUser } from "./ask-user.ts";
import type { Login } from "./login.ts";
import { ProfileStore } from "./profile-store.ts";
import type { AgaveProfile, Profile } from "./profile.ts";

/** What the OAuth client of the command line is called on the platform, with the name of the profile. */
const CLIENT = "footbridge-cli";

/**
 * Logs in to a tenant of Agave: makes an OAuth client of the command line's own, and keeps its key and tokens, not the
 * password.
 *
 * @throws AuthenticationError when the tenant refuses; NotFoundError when there is none of this id.
 */
export async function loginToAgave({ task, address, name }: Login): Promise<void> {
  const { io, options, print } = task;
  const { Agave } = await import("../../agave/index.ts");
  const http = options.insecure ? { allowInsecureHttp: true } : {};
  const tenantsUrl = io.environment["TAPIS_TENANTS_URL"] || undefined;
  const central = { ...http, ...(tenantsUrl === undefined ? {} : { tenantsUrl }) };
  const tenant = address ?? (await chooseTenant(task, () => Agave.tenants({ ...central, ...task.call })));
  const username = await askUser(options.user, io);
  const question = `Password of ${username}: `;
  const isFromInput = options.passwordStdin ?? false;
  const password = await readSecret({ question, option: "--password-stdin", isFromInput }, io);
  // Of its own for each log-in: the platform refuses a name that is taken, and tells a secret once.
  const clientName = `${CLIENT}-${name}-${randomUUID().slice(0, 8)}`;
  const isAddress = /^https?:\/\//iu.test(tenant);
  // A tenant that is named by its address is not looked for in anybody's list.
  const agave = isAddress
    ? new Agave({ ...http, baseUrl: tenant, tenantId: new URL(tenant).host, username, password })
    : await Agave.connect({ ...central, tenant, username, password });
  const store = new ProfileStore(io);
  await removeFormer(agave, { profile: (await store.read()).profiles[name], username, call: task.call });
  await agave.clients.create(clientName, { ...task.call, description: "The command line of Footbridge" });
  const profile = await agave.profiles.me(task.call);
  const cacheDir = pathIn(store.folder, `agave-${name}`);
  await agave.save({ clientName, cacheDir });
  const { baseUrl } = agave;
  const kept: AgaveProfile = {
    platform: "agave",
    baseUrl,
    user: username,
    cacheDir,
    clientName,
    ...insecure(http),
  };
  await store.save(name, kept);
  print.done(
    { profile: name, platform: "agave", baseUrl, user: profile.username },
    `Logged in to ${baseUrl} as ${profile.username}: profile "${name}".`,
    name,
  );
}

interface Former {
  readonly profile: Profile | undefined;
  readonly username: string;
  readonly call: Login["task"]["call"];
}

/** Takes away the OAuth client of the log-in that is replaced. */
async function removeFormer(agave: Agave, { profile, username, call }: Former): Promise<void> {
  if (profile?.platform !== "agave" || profile.baseUrl !== agave.baseUrl || profile.user !== username) return;
  await agave.clients.delete(profile.clientName, call).catch((error: unknown) => {
    if (!isFootbridgeError(error, "NOT_FOUND")) throw error;
  });
}

function insecure({ allowInsecureHttp }: { readonly allowInsecureHttp?: boolean }): {
  readonly insecure?: boolean;
} {
  return allowInsecureHttp ? { insecure: true } : {};
}

interface Choice {
  readonly code: string;
  readonly name: string | null;
}

/** Lets a person choose a tenant by its id or its place in the list. */
async function chooseTenant({ io }: Login["task"], list: () => Promise<readonly Choice[]>): Promise<string> {
  if (!io.stdin.isTTY) throw new UsageError("Give the id of the tenant, or its base URL.");
  const tenants = await list();
  for (const [at, { code, name }] of tenants.entries())
    io.stderr.write(`${at + 1}  ${printable(`${code}  ${name ?? ""}`)}\n`);
  const answer = (await io.stdin.ask("Tenant (id or number): ", { signal: io.stop })).trim();
  return tenants[Number(answer) - 1]?.code ?? answer;
}
