import { readSecret } from "../frame/read-input.ts";
import { pathIn } from "../../node/index.ts";
import { UsageError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import { askUser } from "./ask-user.ts";
import type { Login } from "./login.ts";
import { ProfileStore } from "./profile-store.ts";
import type { AgaveProfile } from "./profile.ts";

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
  const clientName = `${CLIENT}-${name}`;
  const agave = await Agave.connect({ ...central, tenant, username, password });
  await agave.clients.create(clientName, { ...task.call, description: "The command line of Footbridge" });
  const profile = await agave.profiles.me(task.call);
  const store = new ProfileStore(io);
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
