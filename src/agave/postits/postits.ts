import type { Download } from "../../core/http/download.ts";
import { expandPath } from "../../core/http/path-template.ts";
import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  postitsOperations,
  PostitsMethods,
  type PostitsListResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";

/** Postits: addresses that let their bearer make one request without a log-in. */
export class Postits extends PostitsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<PostitsMethods> {
    return rawMethods(PostitsMethods, this.#context.raw);
  }

  /**
   * Lists the active postits of the user.
   *
   * @remarks Remote call: `GET /postits/v2/`, one for each page.
   */
  list(options: ListingOptions = {}): Listing<PostitsListResult[number]> {
    const mark = ({ postit }: PostitsListResult[number]): string => postit;
    return listBy(this.call, { operation: postitsOperations.list, variables: {}, mark }, options);
  }

  /**
   * The address of a postit: who has it may make the request.
   *
   * @throws {@link InvalidInputError} for what is no postit.
   */
  urlOf(postit: string): string {
    return this.#context.baseUrl + expandPath("/postits/v2/{postit}", { postit });
  }

  /**
   * Makes the request of a postit, without a log-in; read the answer to its end, or cancel it. It is not repeated after a cut:
   * each use counts.
   *
   * @remarks Remote call: `GET /postits/v2/{postit}`.
   * @throws NotFoundError when the postit is spent or unknown.
   */
  redeem(postit: string, options: CallOptions = {}): Promise<Download> {
    return this.call(postitsOperations.redeem, { postit }, options);
  }
}
