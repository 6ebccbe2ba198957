import { BlobReader, ZipReader, type Entry } from "@zip.js/zip.js";
import type { SynchronizationIssue } from "../technologies/records.ts";
import { MetadataFault } from "../technologies/metadata-fields.ts";
import { readMetadata } from "../technologies/metadata-file.ts";
import { SourceFault, type ReadTechnology, type SourceContent } from "../technologies/read-technology.ts";

const MEGABYTE = 1024 * 1024;

/** The platform's limit. */
const MAX_SOURCE_BYTES = 10 * MEGABYTE;

// The platform has limits of its own against archives that are larger than they look, but does not tell them.
const MAX_ENTRIES = 20_000;
const MAX_FILE_BYTES = MEGABYTE;
const MAX_TOTAL_BYTES = 20 * MEGABYTE;

const METADATA = /(^|\/)metadata\.ya?ml$/;

/**
 * Reads the technologies of a file: of a zip archive with metadata files in it, at any depth, or of a single one.
 *
 * @throws SourceFault when it is neither, has none, or is too large.
 */
export async function readSource(file: Blob, name: string): Promise<SourceContent> {
  if (file.size > MAX_SOURCE_BYTES) throw new SourceFault("The file is larger than 10 MB");
  const files = (await isZip(file)) ? await unpack(file) : await single(file, name);
  if (files.length === 0) throw new SourceFault("There is no metadata.yaml in the archive");
  return contentOf(files);
}

async function isZip(file: Blob): Promise<boolean> {
  return (await file.slice(0, 2).text()) === "PK";
}

/** A metadata file, or why its text could not be had. */
interface MetadataFile {
  readonly path: string;
  readonly text?: string;
  readonly problem?: string;
}

async function single(file: Blob, name: string): Promise<readonly MetadataFile[]> {
  if (!/\.ya?ml$/i.test(name)) throw new SourceFault("The file is neither a zip archive nor a metadata file");
  if (file.size > MAX_FILE_BYTES) throw new SourceFault("The metadata file is larger than 1 MB");
  return [{ path: name, text: await file.text() }];
}

async function unpack(archive: Blob): Promise<readonly MetadataFile[]> {
  const reader = new ZipReader(new BlobReader(archive), { useWebWorkers: false, checkCrc32: true });
  const files: MetadataFile[] = [];
  const budget = { bytes: MAX_TOTAL_BYTES };
  let entries = 0;
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      entries += 1;
      if (entries > MAX_ENTRIES) throw new SourceFault("The archive has too many files");
      if (!entry.directory && METADATA.test(entry.filename)) files.push(await fileOf(entry, budget));
    }
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    throw new SourceFault(`The archive cannot be read: ${messageOf(error)}`);
  }
  return files;
}

async function fileOf(entry: Entry, budget: { bytes: number }): Promise<MetadataFile> {
  const path = entry.filename;
  try {
    return { path, text: await textOf(entry, budget) };
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    return { path, problem: messageOf(error) };
  }
}

/** Reads a file of an archive, and no more of it than it may have: archives are wrong about sizes as they like. */
async function textOf(entry: Entry, budget: { bytes: number }): Promise<string> {
  if (entry.directory) return "";
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  // Kept here too: newer versions of Node tell only that the stream is closed.
  let fault: Error | undefined;
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      size += chunk.length;
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) fault = new SourceFault("The archive unpacks to more than 20 MB of metadata");
      else if (size > MAX_FILE_BYTES) fault = new MetadataFault("is larger than 1 MB");
      if (fault !== undefined) throw fault;
      chunks.push(chunk);
    },
  });
  await entry.getData(sink).catch((error: unknown) => Promise.reject(fault ?? error));
  return new Blob(chunks).text();
}

function contentOf(files: readonly MetadataFile[]): SourceContent {
  const technologies = new Map<string, { readonly technology: ReadTechnology; readonly path: string }>();
  const issues: SynchronizationIssue[] = [];
  for (const { path, text, problem } of files) {
    try {
      if (problem !== undefined) throw new MetadataFault(problem);
      const technology = readMetadata(text ?? "");
      const first = technologies.get(technology.technologyId);
      if (first !== undefined)
        throw new MetadataFault(`describes ${technology.technologyId}, as ${first.path} does already`);
      technologies.set(technology.technologyId, { technology, path });
    } catch (error) {
      if (!(error instanceof MetadataFault)) throw error;
      issues.push({ path, message: error.message });
    }
  }
  return { technologies: [...technologies.values()].map(({ technology }) => technology), issues };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
