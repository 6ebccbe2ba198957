import { encodeText } from "../../bytes.ts";
import type { Services } from "../services.ts";
import type { BlobPlace, StorageType } from "../world.ts";

/** Which blob, and whose. */
export interface BlobName {
  readonly key: string;
  /** @defaultValue "data" */
  readonly type?: StorageType;
  /** The user's `sub`. @defaultValue that of the first user */
  readonly sub?: string;
}

/** The blobs of an emulated service, past the wire: to set the stage, and to see what has become of it. */
export interface BlobControls {
  /** Stores a blob. */
  put(name: string | BlobName, content: string | Uint8Array): Promise<void>;
  /** A blob's bytes; undefined where there is none. */
  get(name: string | BlobName): Promise<Uint8Array | undefined>;
  /** The keys of one type, sorted. */
  keys(of?: Omit<BlobName, "key">): readonly string[];
}

/** The door to the blobs of an emulated service. */
export class EmulatedBlobs implements BlobControls {
  readonly #services: () => Services;

  constructor(services: () => Services) {
    this.#services = services;
  }

  async put(name: string | BlobName, content: string | Uint8Array): Promise<void> {
    const { world } = this.#services();
    const draft = world.contents.begin();
    await draft.append(typeof content === "string" ? encodeText(content) : content);
    world.store(this.#place(name), await draft.finish());
  }

  async get(name: string | BlobName): Promise<Uint8Array | undefined> {
    const content = this.#services().world.find(this.#place(name))?.content;
    return content && new Uint8Array(await new Response(content.read(0, content.size)).arrayBuffer());
  }

  keys({ type = "data", sub }: Omit<BlobName, "key"> = {}): readonly string[] {
    const { world, options } = this.#services();
    return [...world.blobsOf({ type, sub: sub ?? options.user.sub }).keys()].toSorted();
  }

  #place(name: string | BlobName): BlobPlace {
    const { key, type = "data", sub } = typeof name === "string" ? { key: name } : name;
    return { key, type, sub: sub ?? this.#services().options.user.sub };
  }
}
