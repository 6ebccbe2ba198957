import type { AgaveCall } from "../wire/call.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { LEVELS, type ActorRecord, type AliasRecord, type Level, type NonceRecord } from "./records.ts";

/** A moment as this service writes it. */
export function zuluTime(at: number | null): string {
  return at === null ? "None" : new Date(at).toISOString();
}

/** Whether a level is at least another. */
export function reaches(level: Level | undefined, least: Level): boolean {
  return LEVELS.indexOf(level ?? "NONE") >= LEVELS.indexOf(least);
}

/**
 * The actor that a path names, by its id or an alias, for a caller with a level on it.
 *
 * @throws ServiceError 404 where there is none; 400, not 403, without the level
 */
export function findActor(call: AgaveCall, least: Level): ActorRecord {
  const name = call.param("actorId");
  const alias = call.world.aliases.get(name);
  const actor = call.world.actors.get(alias?.actorId ?? name);
  if (actor === undefined) throw notFound(`No actor found with id: ${name}.`);
  const { nonce } = call.caller;
  if (nonce !== undefined) useNonce(call, [...actor.nonces, ...(alias?.nonces ?? [])], { nonce, least });
  else if (!reaches(levelOn(actor, call, alias), least)) throw notAuthorized();
  return actor;
}

function levelOn(actor: ActorRecord, { caller }: AgaveCall, alias: AliasRecord | undefined): Level {
  if (caller.isAdmin || actor.owner === caller.username) return "UPDATE";
  const levels = [actor.permissions, alias?.permissions ?? {}].flatMap((map) => [
    map[caller.username] ?? "NONE",
    map["ABACO_WORLD"] ?? "NONE",
  ]);
  return levels.toSorted((left, right) => LEVELS.indexOf(right) - LEVELS.indexOf(left))[0] ?? "NONE";
}

/** A refusal: the base error of the service is 400. */
export function notAuthorized(): Error {
  return badRequest("Not authorized -- you do not have access to this actor.");
}

function useNonce(
  call: AgaveCall,
  nonces: readonly NonceRecord[],
  { nonce, least }: { readonly nonce: string; readonly least: Level },
): void {
  const found = nonces.find(({ id }) => id === nonce);
  if (found === undefined) throw badRequest("Not authorized -- the nonce is not valid for this actor.");
  if (!reaches(found.level, least)) throw badRequest("Not authorized -- the level of the nonce is too low.");
  if (found.maxUses !== -1 && found.currentUses >= found.maxUses)
    throw badRequest("Not authorized -- the nonce has no remaining uses.");
  found.currentUses += 1;
  found.lastUseTime = call.now;
}

/** Refuses who is not an administrator. */
export function demandAdmin(call: AgaveCall): void {
  if (!call.caller.isAdmin) throw badRequest("Not authorized -- only administrators may do this.");
}

/** Refuses who has only a nonce. */
export function demandLogIn(call: AgaveCall): void {
  if (call.caller.nonce !== undefined) throw notFound("No actor found for the nonce.");
}
