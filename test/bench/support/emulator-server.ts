import { emulateSaagie, type EmulatedSaagie } from "../../../src/emulator/index.ts";
import { Saagie, type SaagieOptions } from "../../../src/saagie/index.ts";

/** How a client connects to an emulator of another process. */
export type Connection = Pick<SaagieOptions, "url" | "platform" | "realm" | "user" | "password">;

/** How an emulator is served. */
export interface ServeOptions<Built> {
  /** Fills the platform, before anybody else connects. */
  readonly build: (saagie: Saagie, emulator: EmulatedSaagie) => Promise<Built>;
  /** How much later each answer comes: a real wait, as for a platform far away. */
  readonly latencyMs: number;
}

/** An emulator that listens in this process. */
export interface EmulatorServer<Built> {
  readonly connection: Connection;
  /** What {@link ServeOptions.build} answered. */
  readonly built: Built;
  /** The names of the requests since the last time that this was asked. */
  newRequests(): readonly string[];
}

/** Serves an emulator in this process, for clients in other ones. What the platform itself has to do takes no time. */
export async function serveEmulator<Built>({
  build,
  latencyMs,
}: ServeOptions<Built>): Promise<EmulatorServer<Built>> {
  const emulator = emulateSaagie({ projectSeconds: 0, appSeconds: 0, storageSeconds: 0 });
  const { platform, realm, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url: emulator.url, platform, realm, user, password, fetch, clock });
  const built = await build(saagie, emulator);
  const { url } = await emulator.listen();
  if (latencyMs > 0) emulator.faults.add({ times: Infinity, latencyMs });
  let seen = emulator.requests.length;
  return {
    connection: { url, platform, realm, user, password },
    built,
    newRequests: () => {
      const names = emulator.requests.slice(seen).map(({ operation, path }) => operation ?? path);
      seen = emulator.requests.length;
      return names;
    },
  };
}
