import type { Ids } from "../ids.ts";
import { BadState } from "../state/encoding.ts";
import { keepState, type StateStore } from "../state/kept-state.ts";
import type { DescartesUser } from "./options.ts";
import type { Services } from "./services.ts";
import { isStorageType, type BlobPlace, type StoredBlob, type World } from "./world.ts";

/** What keeping the state of a storage takes. */
export interface StorageParts {
  readonly services: () => Services;
  /** Makes the storage as it is in the beginning, with identifiers that go on from somewhere. */
  readonly begin: (ids: Ids) => Services;
  /** Puts another storage in place, and lets the contents of the former one go. */
  readonly replace: (services: Services) => Promise<void>;
}

/** A blob as it is kept. */
interface KeptBlob extends BlobPlace, Pick<StoredBlob, "tag" | "expiresAt"> {
  readonly content: Blob;
}

/** Saves and loads users and blobs. URLs for reading and writing, which were handed out for a time, are not kept. */
export function keepStorage({ services, begin, replace }: StorageParts): StateStore {
  return keepState({
    platform: "descartes",
    clock: services().clock,
    ids: () => services().ids,
    worldOf: async () => {
      const { world } = services();
      const users = [...world.users.values()];
      return { users, blobs: await Promise.all(world.all().map(keptBlob)) };
    },
    replace: async (given, ids) => {
      const { users, blobs } = checked(given);
      const next = begin(ids);
      for (const user of users) next.world.users.set(user.sub, user);
      for (const blob of blobs) await restore(next.world, blob);
      await replace(next);
    },
  });
}

async function keptBlob({ content, ...blob }: BlobPlace & StoredBlob): Promise<KeptBlob> {
  return { ...blob, content: await new Response(content.read(0, content.size)).blob() };
}

async function restore(world: World, { content, tag, expiresAt, ...place }: KeptBlob): Promise<void> {
  const draft = world.contents.begin();
  for await (const bytes of content.stream()) await draft.append(bytes);
  world.restore(place, { content: await draft.finish(), tag, expiresAt });
}

function checked(world: unknown): {
  readonly users: readonly DescartesUser[];
  readonly blobs: readonly KeptBlob[];
} {
  const { users, blobs } = record(world);
  if (!Array.isArray(users) || !users.every(isUser)) throw new BadState("The state has no users");
  if (!Array.isArray(blobs) || !blobs.every(isKeptBlob)) throw new BadState("The state has no blobs");
  return { users, blobs };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isUser(value: unknown): value is DescartesUser {
  const { sub, clientId, refreshToken } = record(value);
  return typeof sub === "string" && typeof clientId === "string" && typeof refreshToken === "string";
}

function isKeptBlob(value: unknown): value is KeptBlob {
  const { sub, type, key, tag, expiresAt, content } = record(value);
  return (
    typeof sub === "string" &&
    typeof type === "string" &&
    isStorageType(type) &&
    typeof key === "string" &&
    typeof tag === "string" &&
    typeof expiresAt === "number" &&
    content instanceof Blob
  );
}
