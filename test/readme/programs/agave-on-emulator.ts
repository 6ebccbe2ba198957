import { Agave as RealAgave, type RestoreOptions } from "../../../src/agave/index.ts";
import { gateway } from "./prelude.ts";

export { actorContext, keysOf } from "../../../src/agave/index.ts";

// Stands for footbridge/agave when the programs of the pages run.

/** The client, on the emulator and in its time, with what the emulator's greeting tells to export in its environment. */
export class Agave extends RealAgave {
  static override restore(options: RestoreOptions = {}): Promise<RealAgave> {
    const { fetch, clock, url, user, password, clientKey, clientSecret } = gateway;
    return RealAgave.restore(
      { fetch, clock, cacheDir: ".", ...options },
      {
        TAPIS_BASE_URL: url,
        TAPIS_USERNAME: user,
        TAPIS_PASSWORD: password,
        TAPIS_API_KEY: clientKey,
        TAPIS_API_SECRET: clientSecret,
      },
    );
  }
}
