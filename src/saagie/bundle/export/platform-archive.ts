import type { Archive, ArchiveEntry, WrittenFile } from "../../../core/content/archive.ts";
import type { CallOptions } from "../../../core/options.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import { downloadArtifact } from "../../jobs/artifacts.ts";
import { ATTRIBUTES_FILE } from "../format/git-files.ts";
import { MANIFEST_FILE } from "../format/manifest.ts";
import type { ExportContext, PartExportOptions, ReferToPackage } from "./context.ts";
import { exportProject, type ProjectExportTask } from "./project.ts";
import { RemoteFile, SMALL_BYTES } from "./remote-file.ts";

/**
 * A project as an archive that is read from the platform itself: what describes things is in memory, packages stay where
 * they are until somebody opens them.
 */
export async function projectArchive(
  context: ExportContext,
  project: ProjectExportTask["project"],
  options: PartExportOptions,
): Promise<Archive> {
  const archive = new PlatformArchive(context, callOptionsOf(options));
  const refer: ReferToPackage = (path, source) => archive.refer(path, source);
  await exportProject(context, { project, archive, refer }, options);
  return archive;
}

type PackageSource = Parameters<ReferToPackage>[1];

class PlatformArchive implements Archive {
  readonly location: string;
  readonly #context: ExportContext;
  readonly #options: CallOptions;
  readonly #texts = new Map<string, Blob>();
  readonly #packages = new Map<string, PackageSource>();

  constructor(context: ExportContext, options: CallOptions) {
    this.#context = context;
    this.#options = options;
    this.location = context.source.url;
  }

  refer(path: string, source: PackageSource): void {
    this.#packages.set(path, source);
  }

  async *entries(prefix = ""): AsyncGenerator<ArchiveEntry, void, undefined> {
    const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
    const paths = [...this.#texts.keys(), ...this.#packages.keys()].filter((path) => path.startsWith(folder));
    for (const path of paths.toSorted()) {
      const entry = await this.entry(path);
      if (entry !== undefined) yield entry;
    }
  }

  entry(path: string): Promise<ArchiveEntry | undefined> {
    const text = this.#texts.get(path);
    const source = this.#packages.get(path);
    if (text !== undefined)
      return Promise.resolve({ path, size: text.size, open: () => Promise.resolve(text) });
    return Promise.resolve(
      source === undefined ? undefined : { path, size: undefined, open: () => this.#open(source) },
    );
  }

  async write(path: string, content: string | Blob | ReadableStream<Uint8Array>): Promise<WrittenFile> {
    const text = typeof content === "string" ? new Blob([content]) : await new Response(content).blob();
    // Nobody can have changed anything in between: there is nothing to compare with.
    const isAbout = path === ATTRIBUTES_FILE || path.split("/").at(-1) === MANIFEST_FILE;
    if (!isAbout) this.#texts.set(path, text);
    return { size: text.size, sha256: "" };
  }

  /** A small package is read as a whole; a larger one is read anew, piece by piece, whenever it is sent. */
  async #open({ name, downloadUrl }: PackageSource): Promise<Blob> {
    const download = (): ReturnType<typeof downloadArtifact> =>
      downloadArtifact(this.#context.call, downloadUrl, this.#options);
    const { stream, size } = await download();
    if (size !== undefined && size > SMALL_BYTES) {
      await stream.cancel();
      // Under its own name: to rename a file is to copy it, and this one is nothing but a way to its bytes.
      return new RemoteFile(name, size, async () => (await download()).stream);
    }
    return new Response(stream).blob();
  }
}
