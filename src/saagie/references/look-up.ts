import type { Caller, ResolveOptions } from "../../core/client.ts";
import type { CallOptions } from "../../core/options.ts";
import type { ReferenceKind } from "../../../generated/saagie/methods.ts";

/** What look-ups are made with. */
export interface LookUpContext {
  readonly call: Caller;
  /** The id of what a reference names first, such as a project. */
  readonly idOf: (kind: ReferenceKind, reference: unknown) => string | Promise<string>;
  /** The operation's variables: some names are unique only beside them. */
  readonly variables: ResolveOptions["variables"];
}

/**
 * Finds the id of one kind of thing by a reference that holds none.
 *
 * @throws {@link InvalidInputError} for what names nothing of the kind, {@link NotFoundError} with near names.
 */
export type LookUp = (context: LookUpContext, reference: unknown, options: CallOptions) => Promise<string>;
