import type { LogLine } from "../runs/records.ts";

/** How an app takes its starts, restarts and changes of version. */
export interface AppScript {
  /** The state in which it ends up. @defaultValue "STARTED" */
  readonly outcome?: "STARTED" | "FAILED";
  /** How long it is on the way, in seconds of the emulator's clock; `Infinity` never gets there. @defaultValue `appSeconds` of the emulator */
  readonly seconds?: number;
  /** Why it failed, for people. */
  readonly reason?: string;
  /** What it prints when it has started; a text alone goes to `STDOUT`. @defaultValue the ports that it listens on */
  readonly lines?: readonly (string | LogLine)[];
}

/** The scripts of the apps of one emulator. */
export class AppScriptBook {
  readonly #byApp = new Map<string, AppScript>();

  /** Sets the script of the apps with this id or, in whatever project, this name. */
  set(app: string, script: AppScript): void {
    this.#byApp.set(app, script);
  }

  /** The script of an app. */
  for({ id, name }: { readonly id: string; readonly name: string }): AppScript {
    return this.#byApp.get(id) ?? this.#byApp.get(name) ?? {};
  }
}
