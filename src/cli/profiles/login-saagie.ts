import { UsageError } from "../cli-error.ts";
import { readSecret } from "../frame/read-input.ts";
import type { Login } from "./login.ts";
import { connectionVariables } from "./open-platforms.ts";
import { ProfileStore } from "./profile-store.ts";
import type { SaagieProfile } from "./profile.ts";
import { askUser } from "./ask-user.ts";

/**
 * Logs in to a platform of Saagie. The token is kept, the password is not.
 *
 * @throws AuthenticationError when the platform refuses.
 */
export async function loginToSaagie({ task, address, name }: Login): Promise<void> {
  const { io, options, print } = task;
  if (address === undefined)
    throw new UsageError("Give the address of the platform's page, as the browser shows it.");
  const { Saagie, parseSaagieUrl } = await import("../../saagie/index.ts");
  // A wrong address is told before a password is asked for.
  parseSaagieUrl(address);
  const who = await credentialsFor(task);
  const saagie = Saagie.fromEnvironment(
    {
      ...who,
      ...(options.realm === undefined ? {} : { realm: options.realm }),
      ...(options.insecure ? { allowInsecureHttp: true } : {}),
    },
    { ...connectionVariables(io.environment), SAAGIE_URL: address },
  );
  const token = await saagie.token(task.call);
  // Tells whether the token serves: one that was given may not.
  const platform = await saagie.about.info(task.call);
  const { url, realm, platform: number } = saagie;
  const profile: SaagieProfile = {
    platform: "saagie",
    url,
    realm,
    number,
    ...("user" in who ? { user: who.user } : {}),
    token,
    ...(options.insecure ? { insecure: true } : {}),
  };
  await new ProfileStore(io).save(name, profile);
  const as = profile.user === undefined ? "" : ` as ${profile.user}`;
  print.done(
    {
      profile: name,
      platform: "saagie",
      url,
      realm,
      number,
      name: platform.name,
      user: profile.user ?? null,
    },
    `Logged in to ${platform.name} (platform ${number} of ${realm})${as}: profile "${name}".`,
    name,
  );
}

async function credentialsFor({
  options,
  io,
}: Login["task"]): Promise<
  { readonly token: string } | { readonly user: string; readonly password: string }
> {
  if (options.tokenStdin) {
    return { token: await readSecret({ question: "", option: "--token-stdin", isFromInput: true }, io) };
  }
  const user = await askUser(options.user, io);
  const password = await readSecret(
    {
      question: `Password of ${user}: `,
      option: "--password-stdin",
      isFromInput: options.passwordStdin ?? false,
    },
    io,
  );
  return { user, password };
}
