import type { Paint } from "../paint.ts";
import { listenOptionsOf, type EmulatorCommandOptions } from "./emulator-options.ts";
import { controlLines, type RunningServer } from "./running-server.ts";

/** Serves an emulated Descartes Labs Storage. */
export async function serveDescartes(options: EmulatorCommandOptions): Promise<RunningServer> {
  // Its libraries are many, and no other command needs them.
  const { emulateDescartes } = await import("../../emulator/index.ts");
  const emulator = emulateDescartes({ start: new Date() });
  try {
    const listening = await emulator.listen(listenOptionsOf(options));
    const { url: origin, control } = listening;
    const { clientId, refreshToken } = emulator;
    const url = `${origin}/storage/v1`;
    const place = { emulator: "descartes", url, iamUrl: origin, port: listening.port, clientId, control };
    return {
      place,
      requests: emulator.requests,
      greeting: (paint) => [
        ...greeting({ url, origin, clientId, refreshToken }, paint),
        "",
        ...controlLines(control, paint),
      ],
      close: () => emulator.close(),
    };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

interface Greeted {
  readonly url: string;
  readonly origin: string;
  readonly clientId: string;
  readonly refreshToken: string;
}

function greeting({ url, origin, clientId, refreshToken }: Greeted, paint: Paint): readonly string[] {
  return [
    `${paint("bold", "Descartes Labs Storage, emulated")}  ${paint("cyan", origin)}`,
    "",
    paint("dim", "Connect with"),
    `  export DESCARTESLABS_STORAGE_URL=${url}`,
    `  export DESCARTESLABS_IAM_URL=${origin}`,
    `  export DESCARTESLABS_CLIENT_ID=${clientId}`,
    // Made up, the same everywhere, and good here alone.
    `  export DESCARTESLABS_CLIENT_SECRET=${refreshToken}`,
    paint("dim", "and"),
    "  const storage = DescartesStorage.fromEnvironment();",
  ];
}
