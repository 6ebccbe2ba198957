import { type ConnectOptions, Saagie as RealSaagie } from "../../../src/saagie/index.ts";
import { emulator } from "./prelude.ts";

export { compatibility, formatDataSize, parseDataSize, pipelineGraph } from "../../../src/saagie/index.ts";

// Stands for footbridge/saagie when the programs of the pages run.

/** The client, on the emulator and in its time, with what the emulator's greeting tells to export in its environment. */
export class Saagie extends RealSaagie {
  static override fromEnvironment(options: ConnectOptions = {}): RealSaagie {
    const { fetch, clock, url, platform, realm, user, password } = emulator;
    return RealSaagie.fromEnvironment(
      { fetch, clock, ...options },
      {
        SAAGIE_URL: `${url}/projects/platform/${platform}`,
        SAAGIE_REALM: realm,
        SAAGIE_USER: user,
        SAAGIE_PASSWORD: password,
      },
    );
  }
}
