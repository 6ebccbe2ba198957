import { listed, type Inventory } from "../control/inventory.ts";
import { blobId, blobOverview } from "./blobs/overview.ts";
import type { Services } from "./services.ts";

/** What an emulated Descartes Labs Storage has, for people; without secrets. */
export function descartesInventory(services: () => Services): Inventory {
  const all = () => {
    const { world, clock } = services();
    return world.all().filter(({ expiresAt }) => expiresAt > clock.now());
  };
  return {
    facts: {},
    kinds: {
      blobs: {
        list: (query) => {
          const type = query.get("type");
          const blobs = all().filter((blob) => type === null || blob.type === type);
          return listed(blobs, query, blobOverview);
        },
        find: (id) => {
          const blob = all().find((one) => blobId(one) === id);
          return blob && blobOverview(blob);
        },
      },
    },
  };
}
