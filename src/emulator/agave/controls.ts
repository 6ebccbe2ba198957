import { actorControls, type ActorControls } from "./actors/controls.ts";
import { fileControls, type FileControls } from "./files/controls.ts";
import { jobControls, type JobControls } from "./jobs/controls.ts";
import type { Services } from "./services.ts";

/** What a test steers an emulated platform with, past the wire. */
export interface AgaveControls {
  /** The files of all systems. */
  readonly files: FileControls;
  /** How jobs go. */
  readonly jobs: JobControls;
  /** What actors do. */
  readonly actors: ActorControls;
  /** Resolves when everything that requests have begun, such as imports and deliveries that are due, is done. */
  settled(): Promise<void>;
}

/** Makes the controls of an emulator; a reset gives it other services. */
export function agaveControls(services: () => Services): AgaveControls {
  return {
    files: fileControls(services),
    jobs: jobControls(services),
    actors: actorControls(services),
    settled: () => services().work.settled(),
  };
}
