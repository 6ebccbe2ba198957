import { mkdir, open, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isForm } from "../../../core/support/sent-form.ts";
import { folderArchive, type Archive } from "../../../../src/archive/index.ts";
import type { Saagie } from "../../../../src/saagie/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { bundlePlatform, versionFile } from "../support/sample-jobs.ts";

const MIB = 1024 * 1024;
const BIG = 64 * MIB;
const CHUNK = MIB / 4;
// What may be on its way at a time: a piece that is gathered, one that is being written, and what streams hold.
const ON_ITS_WAY = 8 * MIB;

const platform = bundlePlatform();
const { saagie, emulator } = platform;

const BIG_JOB = {
  name: "Big",
  technology: "Bash",
  commandLine: "echo 1",
  file: { name: "big.bin", content: "small" },
};

/** A client that is given big packages, whatever was uploaded; `onChunk` is told how many bytes were made so far. */
function bigDownloads(onChunk: (made: number) => Promise<void> | void): Saagie {
  const body = (): ReadableStream<Uint8Array> => {
    let made = 0;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (made === BIG) return controller.close();
          await onChunk(made);
          made += CHUNK;
          controller.enqueue(new Uint8Array(CHUNK));
        },
      },
      { highWaterMark: 0 },
    );
  };
  return platform.client({
    fetch: async (input, init) => {
      const answer = await emulator.fetch(input, init);
      const { href } = new URL(input instanceof Request ? input.url : input);
      if (!href.includes("/artifact/")) return answer;
      return new Response(body(), { headers: { "content-length": String(BIG) } });
    },
  });
}

/** Makes sure that nothing big is read as a whole. */
function watchWholeReads(): () => number {
  let largest = 0;
  for (const method of ["arrayBuffer", "text"] as const) {
    const original = Reflect.get(Blob.prototype, method) as () => Promise<never>;
    vi.spyOn(Blob.prototype, method).mockImplementation(function (this: Blob) {
      largest = Math.max(largest, this.size);
      return Reflect.apply(original, this, []);
    });
  }
  return () => largest;
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** A folder with the job and its package, of zeros that take no room on the disk. */
async function bigFolder(): Promise<Archive> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "version/1"), { recursive: true });
  const versions = [
    versionFile({
      runtimeVersion: "debian11-bullseye",
      commandLine: "echo 1",
      packageInfo: { name: "big.bin" },
    }),
  ];
  const file = { name: "Big", category: "Processing", technology: { name: "Bash" }, versions };
  await writeFile(join(folder, "job.json"), JSON.stringify(file));
  const handle = await open(join(folder, "version/1/big.bin"), "w");
  await handle.truncate(BIG);
  await handle.close();
  return folderArchive(folder);
}

describe("a package of 64 MiB", () => {
  test("is exported to a folder no faster than the disk takes it", async () => {
    const { id: project } = await platform.makeProject();
    const { id } = await saagie.jobs.create(project, BIG_JOB);
    const folder = await temporaryFolder();
    const place = join(folder, "jobs/Big/version/1");
    let ahead = 0;
    let looks = 0;
    const client = bigDownloads(async (made) => {
      const names = await readdir(place).catch(() => []);
      const sizes = await Promise.all(names.map(async (name) => (await stat(join(place, name))).size));
      ahead = Math.max(ahead, made - sizes.reduce((sum, size) => sum + size, 0));
      looks += 1;
    });
    const largest = watchWholeReads();
    const { bytes } = await client.jobs.export([id], folderArchive(folder));
    expect(looks).toBe(BIG / CHUNK);
    expect(bytes).toBeGreaterThan(BIG);
    expect(ahead).toBeLessThan(ON_ITS_WAY);
    expect(largest()).toBe(0);
    expect((await stat(join(place, "big.bin"))).size).toBe(BIG);
  });

  test("waits for an archive that takes its time", async () => {
    const { id: project } = await platform.makeProject();
    const { id } = await saagie.jobs.create(project, BIG_JOB);
    let made = 0;
    let taken = 0;
    let ahead = 0;
    const client = bigDownloads((so) => {
      made = so + CHUNK;
      ahead = Math.max(ahead, made - taken);
    });
    const slow = {
      write: async (_: string, content: string | Blob | ReadableStream<Uint8Array>) => {
        const stream = content instanceof ReadableStream ? content : new Blob([]).stream();
        for await (const chunk of stream) {
          await new Promise((resolve) => setImmediate(resolve));
          taken += chunk.byteLength;
        }
        return { size: taken, sha256: "" };
      },
    };
    await client.jobs.export([id], slow);
    expect(taken).toBe(BIG);
    expect(ahead).toBeLessThanOrEqual(MIB);
  });

  test("is uploaded, and compared later, piece by piece", async () => {
    const { id: project } = await platform.makeProject();
    const archive = await bigFolder();
    const uploads: number[] = [];
    const client = platform.client({
      fetch: async (input, init) => {
        const { body } = init ?? {};
        if (!isForm(body)) return emulator.fetch(input, init);
        // All but the bytes of the file: the emulator gets a small one in its place.
        const head = await body.slice(0, 16_384).text();
        const boundary = `\r\n--${body.type.split("boundary=")[1]}--\r\n`;
        const begin = head.indexOf("\r\n\r\n", head.indexOf("filename=")) + 4;
        uploads.push(body.size - begin - boundary.length);
        const small = new Blob([head.slice(0, begin), "small", boundary], { type: body.type });
        return emulator.fetch(input, { ...init, body: small });
      },
    });
    const largest = watchWholeReads();
    await client.jobs.import(archive, { project });
    expect(uploads).toEqual([BIG]);
    // Zeros there, and zeros here: nothing has to be done.
    let compared = 0;
    const again = bigDownloads((made) => void (compared = Math.max(compared, made + CHUNK)));
    expect(await again.jobs.import(archive, { project })).toMatchObject({ steps: [{ action: "unchanged" }] });
    expect(compared).toBe(BIG);
    expect(largest()).toBeLessThan(MIB);
  });

  test("has its checksum computed piece by piece", async () => {
    const { id: project } = await platform.makeProject();
    const { id } = await saagie.jobs.create(project, BIG_JOB);
    const folder = await temporaryFolder();
    await bigDownloads(() => undefined).jobs.export([id], folderArchive(folder));
    const handle = await open(join(folder, "jobs/Big/version/1/big.bin"), "r+");
    await handle.write("x", BIG / 2);
    await handle.close();
    const { id: other } = await platform.makeProject();
    const largest = watchWholeReads();
    expect(await saagie.jobs.planImport(folderArchive(folder), { project: other })).toMatchObject({
      steps: [{ warnings: [expect.stringContaining("its checksum is another")] }],
    });
    expect(largest()).toBeLessThan(MIB);
  });
});
