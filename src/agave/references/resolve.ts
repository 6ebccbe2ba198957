import type { ResolveOptions } from "../../core/client.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { Call, ReferenceKind } from "../../../generated/agave/methods.ts";

/** What names a resource. */
export interface Reference {
  readonly kind: string;
  readonly reference: unknown;
  readonly options: ResolveOptions;
}

/**
 * What can be no name, and is not looked up: ids of apps end as `-1.0.0` does, and those of systems have letters, digits, points
 * and hyphens only.
 */
const IDS: Readonly<Record<ReferenceKind, RegExp>> = {
  AGAVE_APP: /-\d+\.\w[\w.-]*$/u,
  AGAVE_SYSTEM: /^[\dA-Za-z.-]*$/u,
};

/**
 * Turns the name of an app or a system into its id.
 *
 * @throws NotFoundError with near names; AmbiguousNameError with the ids.
 */
export function resolveReference(
  call: Call,
  { kind, reference, options }: Reference,
): string | Promise<string> {
  if (typeof reference !== "string") return idOf(reference);
  // A kind that operations name and nothing here knows is a mistake of this library: it must not pass for an id.
  if (!isKnown(kind)) throw new TypeError(`Nothing looks up references of the kind ${kind}.`);
  return IDS[kind].test(reference) ? reference : lookUp(call, { kind, name: reference }, options);
}

function idOf(reference: unknown): string {
  const { id } = Object(reference) as { readonly id?: unknown };
  if (typeof id === "string") return id;
  throw new InvalidInputError("This names nothing.", { hint: "Give an id, a name, or { id }." });
}

async function lookUp(
  call: Call,
  { kind, name }: { readonly kind: ReferenceKind; readonly name: string },
  { variables: _, ...options }: ResolveOptions,
): Promise<string> {
  // Who has ids does not carry it.
  const find: (call: Call, name: string, options: CallOptions) => Promise<string> =
    kind === "AGAVE_APP"
      ? (await import("./apps.ts")).findAppId
      : (await import("./systems.ts")).findSystemId;
  return find(call, name, options);
}

function isKnown(kind: string): kind is ReferenceKind {
  return Object.hasOwn(IDS, kind);
}
