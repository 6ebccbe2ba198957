import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import {
  tagsOperations,
  TagsMethods,
  type TagsListResult,
  type TagsListPermissionsResult,
  type TagsListHistoryResult,
} from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { listBy } from "../listing/list-by.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";

/** Tags: names for groups of resources. */
export class Tags extends TagsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<TagsMethods> {
    return rawMethods(TagsMethods, this.#context.raw);
  }

  /**
   * Lists tags.
   *
   * @remarks Remote call: `GET /tags/v2`, one for each page.
   */
  list(options: ListingOptions = {}): Listing<TagsListResult[number]> {
    const mark = ({ id }: TagsListResult[number]): string => id;
    return listBy(this.call, { operation: tagsOperations.list, variables: {}, mark }, options);
  }

  /**
   * Lists who may do what with a tag.
   *
   * @remarks Remote call: `GET /tags/v2/{id}/pems`, one for each page.
   */
  listPermissions(tagId: string, options: ListingOptions = {}): Listing<TagsListPermissionsResult[number]> {
    const mark = ({ username }: TagsListPermissionsResult[number]): string => username;
    return listBy(
      this.call,
      { operation: tagsOperations.listPermissions, variables: { tagId }, mark },
      options,
    );
  }

  /**
   * Lists what happened to a tag.
   *
   * @remarks Remote call: `GET /tags/v2/{id}/history`, one for each page.
   */
  history(tagId: string, options: ListingOptions = {}): Listing<TagsListHistoryResult[number]> {
    const mark = ({ created, id, status }: TagsListHistoryResult[number]): string =>
      `${id ?? ""} ${status} ${created ?? ""}`;
    return listBy(this.call, { operation: tagsOperations.listHistory, variables: { tagId }, mark }, options);
  }
}
