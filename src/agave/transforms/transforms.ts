import type { Download } from "../../core/http/download.ts";
import type { CallOptions } from "../../core/options.ts";
import { rawMethods, type RawMethods } from "../../core/raw-methods.ts";
import { transformsOperations, TransformsMethods } from "../../../generated/agave/methods.ts";
import type { TransformInput } from "../../../generated/agave/api.ts";
import type { AgaveContext } from "../context.ts";

/** Which file is converted. */
export interface TransformFile {
  readonly owner: string;
  readonly filePath: string;
  readonly transform: TransformInput;
}

/** Transforms: conversions of files. Services since 2.2.19 have none any more. */
export class Transforms extends TransformsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /** The same calls, each with all that the service answered. */
  get raw(): RawMethods<TransformsMethods> {
    return rawMethods(TransformsMethods, this.#context.raw);
  }

  /**
   * Converts a file and opens the result; read it to its end, or cancel it.
   *
   * @remarks Remote call: `POST /transforms/v2/{id}/sync/{owner}/{path}`.
   */
  transformAndDownload(
    transformId: string,
    file: TransformFile,
    options: CallOptions = {},
  ): Promise<Download> {
    return this.call(transformsOperations.transformAndDownload, { transformId, ...file }, options);
  }
}
