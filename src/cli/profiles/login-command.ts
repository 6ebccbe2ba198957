import { UsageError } from "../cli-error.ts";
import { command, option, type CommandMaker } from "../frame/command.ts";
import type { Login, LoginOptions } from "./login.ts";
import { loginToAgave } from "./login-agave.ts";
import { loginToDescartes } from "./login-descartes.ts";
import { loginToSaagie } from "./login-saagie.ts";
import { checkProfileName } from "./profile-store.ts";

const PLATFORMS: Readonly<Record<string, (login: Login) => Promise<void>>> = {
  saagie: loginToSaagie,
  descartes: loginToDescartes,
  agave: loginToAgave,
};

/** Logs in, and keeps the log-in as a profile. */
export const login: CommandMaker = command<LoginOptions>({
  usage: "login [platform] [address]",
  summary: "logs in to a platform, and keeps the log-in as a profile",
  scope: "nothing",
  examples: [
    "login https://acme-workspace.example.io/projects/platform/6/ --user ann",
    "login saagie http://127.0.0.1:4010/projects/platform/1 --user demo --realm demo --password-stdin < password.txt",
    "login descartes --client-id abc --secret-stdin < secret.txt",
    "login agave sd2e --user ann",
  ],
  about:
    "The address of Saagie is that of the platform's page, pasted from the browser. A password is asked for, or read\n" +
    "from standard input; Saagie's is not kept: its token is, and when that has ended, log in again. The profile lies\n" +
    "in the configuration folder, readable for you alone.",
  options: [
    option("--as <name>", "name of the profile (default: the platform's name)"),
    option("--user <login>", "who logs in (default: asked for)"),
    option("--realm <name>", "Saagie: the realm, where the host name does not tell it"),
    option("--password-stdin", "read the password from standard input").conflicts([
      "tokenStdin",
      "secretStdin",
      "codeStdin",
    ]),
    option("--token-stdin", "Saagie: read a token from standard input, instead of user and password"),
    option("--client-id <id>", "Descartes Labs: the client id"),
    option("--secret-stdin", "Descartes Labs: read the client secret from standard input"),
    option("--code-stdin", "Descartes Labs: read what the log-in page hands out from standard input"),
    option("--iam-url <url>", "Descartes Labs: where tokens come from (default: the public service)"),
    option("--insecure", "allow plain http to another machine"),
  ],
  run: async (task) => {
    const { platform, address } = whereTo(task.args);
    const name = checkProfileName(task.options.as ?? platform);
    const logIn = PLATFORMS[platform];
    if (logIn === undefined)
      throw new UsageError(
        `"${platform}" is not a platform. There are ${Object.keys(PLATFORMS).join(", ")}.`,
      );
    return logIn({ task, address, name });
  },
});

/** An address alone is one of Saagie. */
function whereTo([first, second]: readonly string[]): {
  readonly platform: string;
  readonly address: string | undefined;
} {
  if (first === undefined) {
    throw new UsageError(
      "Log in where? Give the address of Saagie's page, or the name of a platform: saagie, descartes or agave.",
    );
  }
  return /^https?:\/\//iu.test(first) && second === undefined
    ? { platform: "saagie", address: first }
    : { platform: first, address: second };
}
