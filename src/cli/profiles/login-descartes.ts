import { UsageError } from "../cli-error.ts";
import { readSecret } from "../frame/read-input.ts";
import { pathIn } from "../../node/index.ts";
import type { Login } from "./login.ts";
import { connectionVariables } from "./open-platforms.ts";
import { ProfileStore } from "./profile-store.ts";
import type { DescartesProfile } from "./profile.ts";

/**
 * Logs in to Descartes Labs Storage, and keeps the client id with its secret, by which tokens are renewed: the service has
 * nothing less that lasts.
 *
 * @throws AuthenticationError when the service refuses.
 */
export async function loginToDescartes({ task, address, name }: Login): Promise<void> {
  const { io, options, print } = task;
  const { DescartesStorage, saveLogin } = await import("../../descartes/index.ts");
  const code = await loginCode(task);
  const store = new ProfileStore(io);
  const tokenFile = pathIn(store.folder, `descartes-${name}.json`);
  const profile: DescartesProfile = {
    platform: "descartes",
    tokenFile,
    ...(address === undefined ? {} : { url: address }),
    ...(options.iamUrl === undefined ? {} : { iamUrl: options.iamUrl }),
    ...(options.insecure ? { insecure: true } : {}),
  };
  await saveLogin(code, { path: tokenFile });
  const storage = DescartesStorage.fromEnvironment(
    { tokenFile, ...(options.insecure ? { allowInsecureHttp: true } : {}) },
    {
      ...connectionVariables(io.environment),
      DESCARTESLABS_STORAGE_URL: profile.url,
      DESCARTESLABS_IAM_URL: profile.iamUrl,
    },
  );
  const namespace = await storage.namespace(task.call);
  await store.save(name, profile);
  const where = storage.url;
  print.done(
    { profile: name, platform: "descartes", url: where, namespace },
    `Logged in to ${where} with the namespace ${namespace}: profile "${name}".`,
    name,
  );
}

/** The log-in as the platform's page hands it out; client id and secret are put into that form. */
async function loginCode({ options, io }: Login["task"]): Promise<string> {
  const { clientId, codeStdin, secretStdin } = options;
  if (codeStdin || (clientId === undefined && io.stdin.isTTY)) {
    const question = "What the log-in page hands out: ";
    return readSecret({ question, option: "--code-stdin", isFromInput: codeStdin ?? false }, io);
  }
  if (clientId === undefined)
    throw new UsageError(
      "Give --client-id with --secret-stdin, or --code-stdin with what the log-in page hands out.",
    );
  const secret = await readSecret(
    {
      question: `Client secret of ${clientId}: `,
      option: "--secret-stdin",
      isFromInput: secretStdin ?? false,
    },
    io,
  );
  const fields = JSON.stringify({ client_id: clientId, client_secret: secret, refresh_token: secret });
  return Buffer.from(fields, "utf8").toString("base64url");
}
