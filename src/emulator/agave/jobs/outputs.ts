import { downloadAnswer } from "../files/download.ts";
import { join, nameOf, type TreeEntry } from "../files/file-tree.ts";
import { mimeTypeOf } from "../files/mime-types.ts";
import { encodedPath } from "../files/shown.ts";
import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import type { Answer } from "../wire/route.ts";
import { notFound } from "../wire/service-error.ts";
import { dateText } from "../wire/values.ts";
import { outputsOf } from "./execution/places.ts";
import type { JobRecord } from "./records.ts";
import { findJob } from "./rules.ts";

interface Found {
  readonly job: JobRecord;
  readonly tree: NonNullable<ReturnType<typeof outputsOf>>["tree"];
  readonly root: string;
  readonly entry: TreeEntry;
}

/** Outputs are refused with other numbers than jobs are. */
function find(call: AgaveCall): Found {
  const job = findJob(call, { missing: 400, denied: 401 });
  const folder = outputsOf(call.world, job);
  const entry = folder?.tree.find(join(folder.path, call.param("path")));
  if (folder === undefined || entry === undefined)
    throw notFound(`No output found at ${call.param("path") || "/"} of job ${job.id}`);
  return { job, tree: folder.tree, root: folder.path, entry };
}

/** What a job leaves behind, without a row for the folder itself. */
export function listOutputs(call: AgaveCall): Answer {
  const found = find(call);
  const { entry, tree } = found;
  const entries = entry.isFolder ? tree.list(entry.path) : [entry];
  return { result: paged(entries, call.query).map((one) => rowOf(call, found, one)) };
}

function rowOf(call: AgaveCall, { job, root }: Found, { path, isFolder, size, modified }: TreeEntry): object {
  const inside = path.slice(root === "/" ? 0 : root.length);
  const outputs = `/jobs/v2/${job.id}/outputs`;
  const kind = isFolder ? "listings" : "media";
  const parent = inside.slice(0, inside.lastIndexOf("/"));
  const system = job.isArchived ? (job.archiveSystem ?? job.executionSystem) : job.executionSystem;
  return {
    name: nameOf(path),
    path: inside,
    lastModified: dateText(modified),
    length: size,
    permission: "NONE",
    mimeType: isFolder ? "text/directory" : mimeTypeOf(nameOf(path)),
    format: isFolder ? "folder" : "unknown",
    type: isFolder ? "dir" : "file",
    _links: {
      self: call.link(`${outputs}/${kind}${encodedPath(inside)}`),
      system: call.link(`/systems/v2/${system}`),
      parent: call.link(`${outputs}/listings${encodedPath(parent)}`),
    },
  };
}

/** The bytes of one output. */
export function downloadOutput(call: AgaveCall): Response {
  const { tree, entry } = find(call);
  return downloadAnswer({ tree, entry, request: call.request });
}
