import type { Paint } from "../paint.ts";
import { listenOptionsOf, type EmulatorCommandOptions } from "./emulator-options.ts";
import { controlLines, type RunningServer } from "./running-server.ts";

/** Serves an emulated Agave platform. */
export async function serveAgave(options: EmulatorCommandOptions): Promise<RunningServer> {
  const { publicUrl, jobs } = options;
  // Its libraries are many, and no other command needs them.
  const { emulateAgave } = await import("../../emulator/index.ts");
  const emulator = emulateAgave({ start: new Date(), jobs, ...(publicUrl !== undefined && { publicUrl }) });
  try {
    const listening = await emulator.listen(listenOptionsOf(options));
    const url = publicUrl?.replace(/\/+$/u, "") ?? listening.url;
    const { tenant, user, clientKey } = emulator;
    const { control } = listening;
    const place = { emulator: "agave", url, tenantsUrl: `${url}/tenants`, port: listening.port };
    return {
      place: { ...place, tenant, user, clientKey, control },
      requests: emulator.requests,
      greeting: (paint) => [...greeting(url, emulator, paint), "", ...controlLines(control, paint)],
      close: () => emulator.close(),
    };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

interface Greeted {
  readonly tenant: string;
  readonly user: string;
  readonly password: string;
  readonly clientKey: string;
  readonly clientSecret: string;
}

function greeting(url: string, emulator: Greeted, paint: Paint): readonly string[] {
  const { tenant, user, password, clientKey, clientSecret } = emulator;
  return [
    `${paint("bold", "Agave (Tapis v2), emulated")}  ${paint("cyan", url)}`,
    "",
    paint("dim", "Connect with"),
    `  export TAPIS_BASE_URL=${url}`,
    `  export TAPIS_TENANTS_URL=${url}/tenants`,
    `  export TAPIS_DEFAULT_TENANT_ID=${tenant}`,
    `  export TAPIS_USERNAME=${user}`,
    // Made up, the same everywhere, and good here alone.
    `  export TAPIS_PASSWORD=${password}`,
    `  export TAPIS_API_KEY=${clientKey}`,
    `  export TAPIS_API_SECRET=${clientSecret}`,
  ];
}
