import { encodeText } from "../../bytes.ts";
import type { Services } from "../services.ts";
import { tidy } from "./file-tree.ts";
import { treeOf } from "./rules.ts";

/** Where a file of an emulated platform is. */
export interface FileName {
  readonly system: string;
  /** From the root of the system. */
  readonly path: string;
  /** @defaultValue the default tenant */
  readonly tenant?: string;
}

/** The files of an emulated platform, past the wire: to set the stage, and to see what has become of it. */
export interface FileControls {
  /** Writes a file, and makes the folders above it. */
  put(name: FileName, content: string | Uint8Array): void;
  /** The bytes of a file; undefined where there is none. */
  get(name: FileName): Uint8Array | undefined;
  /** The paths of what is directly in a folder. */
  list(name: FileName): readonly string[];
}

/** Controls of the files of an emulator. */
export function fileControls(services: () => Services): FileControls {
  const tree = ({ system, tenant }: FileName) => {
    const { world, options } = services();
    const found = world.get(tenant ?? options.tenant);
    if (found === undefined) throw new RangeError(`There is no tenant ${String(tenant)}`);
    return treeOf(found, system);
  };
  return {
    put: (name, content) =>
      tree(name).write(tidy(name.path), typeof content === "string" ? encodeText(content) : content),
    get: (name) => tree(name).read(tidy(name.path)),
    list: (name) =>
      tree(name)
        .list(tidy(name.path))
        .map(({ path }) => path),
  };
}
