import { InvalidInputError, ProtocolError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { jobsOperations, type JobsListOutputsResult } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";
import { Listing, type ListingOptions } from "../listing/listing.ts";

/** A file or folder that a job has made. */
export type JobOutput = JobsListOutputsResult[number];

/** An output of a job by its path. */
export interface OutputAt {
  readonly jobId: string;
  /** Below the folder of the outputs. */
  readonly path: string;
}

/** Lists a folder of outputs. */
export function listOutputs(
  { call }: AgaveContext,
  { jobId, path }: OutputAt,
  options: ListingOptions,
): Listing<JobOutput> {
  const filePath = checkedPath(path);
  return new Listing(
    {
      read: (page, callOptions) =>
        call(
          jobsOperations.listOutputs,
          { jobId, ...(filePath === "" ? {} : { filePath }), ...page },
          callOptions,
        ),
      mark: ({ path: at, name }) => `${at}/${name}`,
      isEntry: ({ name }) => name !== "." && name !== "..",
      mayLack: 2,
    },
    options,
  );
}

/** All files below a folder of outputs. */
export async function* walkOutputs(
  context: AgaveContext,
  at: OutputAt,
  options: CallOptions,
): AsyncGenerator<JobOutput & { readonly relativePath: string }, void, undefined> {
  yield* walk(at, "", 0);

  async function* walk(
    folder: OutputAt,
    prefix: string,
    depth: number,
  ): AsyncGenerator<JobOutput & { readonly relativePath: string }, void, undefined> {
    if (depth > 100) throw new ProtocolError("The folders are too deep: a link may lead to one above it.");
    for await (const entry of listOutputs(context, folder, options)) {
      const { name } = entry;
      if (name === "" || name.includes("/")) throw new ProtocolError("An output has a name that is not one.");
      const path = folder.path === "" ? name : `${folder.path}/${name}`;
      if (entry.type === "dir" || entry.format === "folder")
        yield* walk({ ...folder, path }, `${prefix}${name}/`, depth + 1);
      else yield { ...entry, relativePath: `${prefix}${name}` };
    }
  }
}

/** A path below the folder of outputs, without slashes around it. */
export function checkedPath(path: string): string {
  const bare = path.replace(/^\/+|\/+$/gu, "");
  if (bare.split("/").some((segment) => segment === ".." || segment === "."))
    throw new InvalidInputError(`The path ${JSON.stringify(path)} leads out of the outputs.`);
  return bare;
}
