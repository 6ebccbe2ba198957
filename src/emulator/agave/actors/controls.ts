import type { Services } from "../services.ts";
import type { ActorHandler } from "./handlers.ts";

/** What the actors of an emulated platform do. */
export interface ActorControls {
  /** Says what an actor does with its messages: by its id, its name, or the image that the function stands for. */
  set(actor: string, handler: ActorHandler): void;
}

/** Controls of the actors of an emulator. */
export function actorControls(services: () => Services): ActorControls {
  return { set: (actor, handler) => void services().actorHandlers.set(actor, handler) };
}
