import type { Archive, WrittenFile } from "../../core/content/archive.ts";
import type { Download } from "../../core/http/download.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import type { CallOptions } from "../../core/options.ts";
import { JobsMethods } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import type { DownloadOptions } from "../files/file-contents.ts";
import type { FolderOptions, FolderResult } from "../files/folder-options.ts";
import type { Listing, ListingOptions } from "../listing/listing.ts";
import { listOutputs, walkOutputs, type JobOutput } from "./outputs.ts";

// Loaded when they are first asked for.
const reading = lazy(async () => ({
  ...(await import("../../core/http/read-content.ts")),
  ...(await import("./output-content.ts")),
}));

/** What jobs leave behind. */
export class JobOutputs extends JobsMethods {
  readonly #context: AgaveContext;

  /** @internal */
  constructor(context: AgaveContext) {
    super(context.call);
    this.#context = context;
  }

  /**
   * Lists a folder of a job's outputs.
   *
   * @remarks Remote call: `GET /jobs/v2/{id}/outputs/listings/…`, one for each page.
   * @param path - below the folder of the outputs; empty for that itself
   */
  outputs(jobId: string, path = "", options: ListingOptions = {}): Listing<JobOutput> {
    return listOutputs(this.#context, { jobId, path }, options);
  }

  /**
   * Walks through all files below a folder of a job's outputs.
   *
   * @remarks Remote call: `GET /jobs/v2/{id}/outputs/listings/…`, for each folder and page.
   */
  walkOutputs(
    jobId: string,
    path = "",
    options: CallOptions = {},
  ): AsyncGenerator<JobOutput & { readonly relativePath: string }, void, undefined> {
    return walkOutputs(this.#context, { jobId, path }, options);
  }

  /**
   * Opens an output as a stream, in constant memory; read it to its end, or cancel it.
   *
   * @remarks Remote call: `GET /jobs/v2/{id}/outputs/media/…`.
   */
  async openOutput(jobId: string, path: string, options: CallOptions = {}): Promise<Download> {
    const { openContent, outputContent } = await reading();
    return openContent(outputContent(this.#context, { jobId, path }), options);
  }

  /**
   * Reads an output into memory.
   *
   * @remarks Remote call: as {@link JobOutputs.openOutput}.
   */
  async getOutput(
    jobId: string,
    path: string,
    options: DownloadOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { outputContent, readBytes } = await reading();
    return readBytes(outputContent(this.#context, { jobId, path }), options);
  }

  /**
   * Saves an output on disk, on Node.
   *
   * @remarks Remote call: as {@link JobOutputs.openOutput}; constant memory.
   * @param to - the path on disk
   */
  async downloadOutput(
    jobId: string,
    path: string,
    { to, ...options }: DownloadOptions & { readonly to: string },
  ): Promise<WrittenFile> {
    const { outputContent, saveContent } = await reading();
    return saveContent(outputContent(this.#context, { jobId, path }), to, options);
  }

  /**
   * Saves all outputs below a folder in a local folder (or a zip, or memory).
   *
   * @remarks Remote calls: those of {@link JobOutputs.walkOutputs} and {@link JobOutputs.openOutput}, some at the same time.
   * @throws TransferError naming the files that could not be saved.
   */
  async downloadOutputs(
    jobId: string,
    to: Pick<Archive, "write">,
    { path = "", ...options }: FolderOptions & { readonly path?: string } = {},
  ): Promise<FolderResult> {
    const { downloadOutputs } = await reading();
    return downloadOutputs(this.#context, { jobId, path, to }, options);
  }

  /**
   * Reads what a job printed.
   *
   * @remarks Remote calls: `GET /jobs/v2/{id}/outputs/listings`, `GET /jobs/v2/{id}/outputs/media/…`.
   * @throws NotFoundError when there is no such file yet.
   * @example
   * ```ts
   * console.log(await agave.jobs.log(job.id, "err"));
   * ```
   */
  async log(jobId: string, kind: "out" | "err" = "out", options: CallOptions = {}): Promise<string> {
    const { findLog, outputContent, readText } = await reading();
    const at = await findLog(this.#context, jobId, { ...options, kind });
    return readText(outputContent(this.#context, at), options);
  }
}
