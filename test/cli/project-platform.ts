import { afterAll, beforeAll } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { emulateSaagie, type EmulatedSaagie, type EmulatedSaagieOptions } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { makeRichProject } from "../saagie/bundle/support/sample-project.ts";
import { testIo, type TestIo, type TestIoOptions } from "./test-io.ts";

/** What a command did. */
export interface CommandOutcome {
  readonly code: number;
  readonly io: TestIo;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

/** The platform that the commands of a file of tests speak to: on a socket, and named by the environment. */
export interface CommandPlatform {
  readonly emulator: EmulatedSaagie;
  readonly saagie: Saagie;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a command line. */
  run(args: readonly string[], options?: TestIoOptions): Promise<CommandOutcome>;
  /** Makes a project with everything that there is in one. */
  makeSales(name: string): Promise<string>;
}

/** The password of the platform's user: it must be in nothing that is printed or written. */
export const PASSWORD = "canary-of-the-login";

/** Opens a platform for a file of tests. Projects are ready at once: the commands live in the machine's time. */
export function commandPlatform(emulation: EmulatedSaagieOptions = {}): CommandPlatform {
  const emulator = emulateSaagie({ projectSeconds: 0, ...emulation, user: "ann", password: PASSWORD });
  emulator.users.add({ login: "jo.doe", password: "x" });
  const environment: Record<string, string> = {
    SAAGIE_REALM: "demo",
    SAAGIE_USER: "ann",
    SAAGIE_PASSWORD: PASSWORD,
  };
  const { url, realm, platform, user, password, fetch } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch });
  beforeAll(async () => {
    const listening = await emulator.listen();
    environment["SAAGIE_URL"] = `${listening.url}/projects/platform/1`;
  });
  afterAll(() => emulator.close());
  return {
    emulator,
    saagie,
    environment,
    run: async (args, options = {}) => {
      const io = testIo({ environment, ...options });
      const code = await runCommandLine(args, io);
      return { code, io, out: io.stdout.text(), err: io.stderr.text() };
    },
    makeSales: async (name) => {
      const { id } = await saagie.projects.create({ name });
      await saagie.projects.waitUntilReady(id);
      await makeRichProject(saagie, id);
      return id;
    },
  };
}
