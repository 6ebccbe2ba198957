import type { AgaveCall } from "../wire/call.ts";
import { rightsWord } from "../wire/permissions.ts";
import { dateText } from "../wire/values.ts";
import { nameOf, type TreeEntry } from "./file-tree.ts";
import { mimeTypeOf } from "./mime-types.ts";
import type { FileRecord } from "./records.ts";
import { rightsAt, type FilePlace } from "./rules.ts";

/** A path as a URL has it, slash by slash. */
export function encodedPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** An entry of a folder, or the listed item itself. */
export function rowOf(call: AgaveCall, place: FilePlace, entry: TreeEntry): object {
  const { system, path: listed } = place;
  const { path, isFolder, size, modified } = entry;
  const isListed = path === listed;
  const name = isListed && isFolder ? "." : nameOf(path);
  const media = `system/${system.id}/${encodedPath(path)}`;
  return {
    name,
    path,
    lastModified: dateText(modified),
    length: size,
    permissions: rightsWord(rightsAt(call.world, { ...place, path }, call.caller)),
    format: isFolder ? "folder" : "raw",
    mimeType: isFolder ? "text/directory" : mimeTypeOf(name),
    type: isFolder ? "dir" : "file",
    system: system.id,
    _links: {
      self: call.link(`/files/v2/media/${media}`),
      system: call.link(`/systems/v2/${system.id}`),
      ...(isListed && {
        metadata: call.link(`/meta/v2/data?q=${encodeURIComponent(JSON.stringify({ path }))}`),
        history: call.link(`/files/v2/history/${media}`),
      }),
    },
  };
}

/** A file as writing calls answer it. */
export function handleOf(call: AgaveCall, record: FileRecord): object {
  const { uuid, owner, path, systemId, status, source, lastModified } = record;
  const place = `system/${systemId}/${encodedPath(path)}`;
  const notifications = [...call.world.notifications.values()].filter(
    ({ associatedUuid }) => associatedUuid === uuid,
  );
  return {
    name: nameOf(path),
    uuid,
    owner,
    internalUsername: null,
    lastModified: dateText(lastModified),
    source,
    path,
    status,
    systemId,
    nativeFormat: "raw",
    _links: {
      self: call.link(`/files/v2/media/${place}`),
      system: call.link(`/systems/v2/${systemId}`),
      profile: call.link(`/profiles/v2/${owner}`),
      history: call.link(`/files/v2/history/${place}`),
      notification: notifications.map((one) => call.link(`/notifications/v2/${one.uuid}`)),
    },
  };
}
