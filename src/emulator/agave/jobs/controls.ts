import type { Services } from "../services.ts";
import type { JobScriptSource } from "./execution/scripts.ts";

/** How the jobs of an emulated platform go. */
export interface JobControls {
  /** Says how jobs of an app go from now on; `*` stands for all apps that have no script of their own. */
  script(appId: string, script: JobScriptSource): void;
}

/** Controls of the jobs of an emulator. */
export function jobControls(services: () => Services): JobControls {
  return { script: (appId, script) => void services().scripts.set(appId, script) };
}
