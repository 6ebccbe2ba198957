import type { BlobOverview } from "../../shown.ts";
import { h } from "../parts/dom.ts";
import { size } from "../parts/format.ts";
import { time } from "../parts/parts.ts";
import type { View } from "../view.ts";
import { listView } from "./lists.ts";

/** Blobs of all users and types. */
export const blobsView: View = listView<BlobOverview>({
  title: "Blobs",
  section: "blobs",
  kind: "blobs",
  text: ({ key, type, owner }) => `${key} ${type} ${owner}`,
  emptyHint: 'Store one with a client, for example storage.set("notes/today", "Rain.").',
  columns: ({ now }) => [
    { name: "Key", cell: ({ key }) => h("code", {}, [key]) },
    { name: "Type", cell: ({ type }) => h("span", { class: "tag" }, [type]) },
    { name: "Owner", isMinor: true, cell: ({ owner }) => owner },
    { name: "Size", isNumber: true, cell: (blob) => size(blob.size) },
    {
      name: "Kept until",
      isMinor: true,
      cell: ({ expiresAt }) => (expiresAt === undefined ? "for good" : time(expiresAt, now)),
    },
  ],
});
