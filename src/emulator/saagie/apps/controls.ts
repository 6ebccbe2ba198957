import { crash, printLine } from "./life.ts";
import type { AppRecord } from "./records.ts";
import type { AppScript } from "./scripts.ts";
import type { Services } from "../services.ts";
import type { LogLine } from "../runs/records.ts";

/** How an app crashes. */
export interface CrashOptions {
  /** Why, for people. @defaultValue "The container ended by itself" */
  readonly reason?: string;
  /** Whether it comes back by itself. @defaultValue true */
  readonly recovers?: boolean;
}

/**
 * What may happen to apps; each is meant by its id or, in whatever project, its name. Apps only pretend to run,
 * also with the executor "process".
 *
 * @example
 * ```ts
 * emulator.apps.set("Dashboard", { outcome: "FAILED", reason: "no such image" });
 * emulator.apps.crash("Notebook", { recovers: false });
 * ```
 */
export interface AppControls {
  /** Sets how an app will take its starts, restarts and changes of version. Replaces what was set before. */
  set(app: string, script: AppScript): void;
  /**
   * Lets an app crash.
   *
   * @throws RangeError when there is no such app, or it does not run.
   */
  crash(app: string, options?: CrashOptions): void;
  /**
   * Lets an app print a line; a text alone goes to `STDOUT`.
   *
   * @throws RangeError when there is no such app.
   */
  print(app: string, line: string | LogLine): void;
}

/** {@link AppControls} of one emulator. */
export class EmulatedApps implements AppControls {
  readonly #services: () => Services;

  constructor(services: () => Services) {
    this.#services = services;
  }

  set(app: string, script: AppScript): void {
    this.#services().appScripts.set(app, script);
  }

  crash(app: string, { reason = "The container ended by itself", recovers = true }: CrashOptions = {}): void {
    crash(this.#services(), this.#find(app), { reason, recovers });
  }

  print(app: string, line: string | LogLine): void {
    printLine(this.#services(), this.#find(app), line);
  }

  #find(idOrName: string): AppRecord {
    const { apps } = this.#services().world;
    const found = apps.get(idOrName) ?? [...apps.values()].find(({ name }) => name === idOrName);
    if (found === undefined) throw new RangeError(`There is no app ${idOrName}`);
    return found;
  }
}
