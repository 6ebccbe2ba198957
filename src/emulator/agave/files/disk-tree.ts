import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, sep } from "node:path";
import { badRequest } from "../wire/service-error.ts";
import { parentOf, tidy, type FileTree, type TreeEntry } from "./file-tree.ts";

/** Files in a folder of this machine. Links are not followed: none leads out of the folder. */
export class DiskTree implements FileTree {
  readonly #root: string;

  /** @param root - the folder; it is made when it is not there */
  constructor(root: string) {
    mkdirSync(root, { recursive: true });
    this.#root = realpathSync(root);
  }

  find(path: string): TreeEntry | undefined {
    const real = this.#real(path);
    if (real === undefined || !existsSync(real)) return undefined;
    const stat = lstatSync(real);
    if (stat.isSymbolicLink()) return undefined;
    return { path, isFolder: stat.isDirectory(), size: stat.size, modified: Math.floor(stat.mtimeMs) };
  }

  list(folder: string): readonly TreeEntry[] {
    const real = this.#real(folder);
    if (real === undefined || this.find(folder)?.isFolder !== true) return [];
    return readdirSync(real)
      .toSorted()
      .flatMap((name) => this.find(tidy(`${folder}/${name}`)) ?? []);
  }

  read(path: string): Uint8Array | undefined {
    const real = this.find(path)?.isFolder === false ? this.#real(path) : undefined;
    return real === undefined ? undefined : readFileSync(real);
  }

  write(path: string, bytes: Uint8Array): void {
    this.makeFolder(parentOf(path));
    writeFileSync(this.#writable(path), bytes);
  }

  makeFolder(path: string): void {
    mkdirSync(this.#writable(path), { recursive: true });
  }

  remove(path: string): void {
    if (path === "/") for (const { path: inner } of this.list("/")) this.remove(inner);
    else rmSync(this.#writable(path), { recursive: true, force: true });
  }

  move(from: string, to: string): void {
    this.remove(to);
    this.makeFolder(parentOf(to));
    renameSync(this.#writable(from), this.#writable(to));
  }

  #writable(path: string): string {
    const real = this.#real(path);
    if (real === undefined) throw badRequest("The path leads out of the folder");
    return real;
  }

  /** The path on this machine; undefined where a link on the way leads out of the folder. */
  #real(path: string): string | undefined {
    const wanted = join(this.#root, tidy(path));
    let existing = wanted;
    while (!existsSync(existing)) existing = join(existing, "..");
    const resolved = realpathSync(existing);
    return resolved === this.#root || resolved.startsWith(this.#root + sep) ? wanted : undefined;
  }
}
