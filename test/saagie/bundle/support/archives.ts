import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folderArchive, memoryArchive, zipArchive, type Archive } from "../../../../src/archive/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Where exports can lie. */
export const backends: readonly { readonly name: string; readonly make: () => Promise<Archive> }[] = [
  { name: "folder", make: async () => folderArchive(join(await temporaryFolder(), "export")) },
  { name: "memory", make: () => Promise.resolve(memoryArchive()) },
];

/** The same, and zip files: an export to one is there once it is packed. */
export const packed: readonly {
  readonly name: string;
  /** Lets something be written, and gives the archive to read from. */
  readonly fill: (write: (archive: Archive) => Promise<unknown>) => Promise<Archive>;
}[] = [
  ...backends.map(({ name, make }) => ({
    name,
    fill: async (write: (archive: Archive) => Promise<unknown>): Promise<Archive> => {
      const archive = await make();
      await write(archive);
      return archive;
    },
  })),
  {
    name: "zip",
    fill: async (write) => {
      const path = join(await temporaryFolder(), "export.zip");
      const archive = zipArchive(path);
      await write(archive);
      await archive.close();
      const reader = zipArchive(path);
      onTestFinished(() => reader.close());
      return reader;
    },
  },
];

/** Where exports can lie, seen from one process after the other. */
export const places: readonly {
  readonly name: string;
  /** Fills a place, and gives what opens it: each time as another process would. */
  readonly make: (files: Readonly<Record<string, unknown>>) => Promise<() => Archive>;
}[] = [
  {
    name: "memory",
    make: async (files) => {
      const archive = await fill(memoryArchive(), files);
      return () => archive;
    },
  },
  {
    name: "folder",
    make: async (files) => {
      const place = join(await temporaryFolder(), "export");
      await fill(folderArchive(place), files);
      return () => folderArchive(place);
    },
  },
  {
    name: "zip",
    make: async (files) => {
      const place = join(await temporaryFolder(), "export.zip");
      await (await fill(zipArchive(place), files)).close();
      return () => zipArchive(place);
    },
  },
];

/** Fills an archive; what is not a text is written as JSON. */
export async function fill<A extends Archive>(
  archive: A,
  files: Readonly<Record<string, unknown>>,
): Promise<A> {
  for (const [path, content] of Object.entries(files)) {
    await archive.write(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return archive;
}

/** Everything in an archive, but for journals. */
export async function contents(archive: Archive): Promise<Readonly<Record<string, string>>> {
  const found: [string, string][] = [];
  for await (const { path, open } of entriesOf(archive)) found.push([path, await (await open()).text()]);
  return Object.fromEntries(found.filter(([path]) => !path.startsWith(".footbridge/")));
}

/** The paths of the journals in an archive. */
export async function journals(archive: Archive): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { path } of archive.entries(".footbridge")) found.push(path);
  return found.filter((path) => path !== ".footbridge/.gitignore");
}

/** One JSON file of an archive. */
export async function json(archive: Archive, path: string): Promise<unknown> {
  const entry = await archive.entry(path);
  if (entry === undefined) throw new Error(`There is no ${path}.`);
  return JSON.parse(await (await entry.open()).text());
}

async function* entriesOf(archive: Archive): AsyncGenerator<{ path: string; open: () => Promise<Blob> }> {
  for await (const entry of archive.entries()) yield { path: entry.path, open: () => entry.open() };
}
