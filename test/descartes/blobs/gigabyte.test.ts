import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { emulateDescartes } from "../../../src/emulator/index.ts";
import { isThorough } from "../../support/thorough.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";

const MIB = 2 ** 20;
/** More than any bound on memory, and than where the connection is cut. */
const SIZE = (isThorough ? 1024 : 320) * MIB;
const door = fileURLToPath(new URL("../../../src/descartes/index.ts", import.meta.url));

/** Writes a file that compresses to nothing less, and gives its SHA-256. */
async function makeFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const block = randomBytes(MIB);
  const file = await open(path, "w");
  for (let at = 0; at < SIZE / MIB; at += 1) {
    block.writeUInt32LE(at);
    hash.update(block);
    await file.write(block, 0, MIB);
  }
  await file.close();
  return hash.digest("hex");
}

/** A program of its own, so that its memory is: it stores a file and saves it again, and tells how far it is. */
const PROGRAM = `
  import { DescartesStorage } from ${JSON.stringify(door)};
  const { options, path, back, mib } = JSON.parse(process.env.TASK);
  const storage = new DescartesStorage(options);
  const small = new Uint8Array(8 * mib);
  await storage.set("small", small);
  await storage.getBytes("small");
  globalThis.gc();
  const before = process.memoryUsage().rss;
  let peak = before;
  setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 10).unref();
  const tell = (news) => console.log(JSON.stringify(news));
  await storage.setFile("large", path, { onProgress: (uploaded) => tell({ uploaded }) });
  const { size, sha256 } = await storage.getFile("large", back);
  tell({ size, sha256, growthMiB: (peak - before) / mib });
`;

test("a very large file goes up and down in constant memory, through three cuts and an expired URL", async () => {
  const folder = await temporaryFolder();
  const sha256 = await makeFile(join(folder, "large"));
  const emulator = emulateDescartes();
  onTestFinished(() => emulator.close());
  const { url } = await emulator.listen();
  const { clientId, refreshToken } = emulator;
  const options = { url: `${url}/storage/v1`, iamUrl: url, clientId, refreshToken };
  const task = { options, path: join(folder, "large"), back: join(folder, "back"), mib: MIB };
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--import", "tsx", "--input-type=module", "-e", PROGRAM],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TASK: JSON.stringify(task) } },
  );
  onTestFinished(() => void child.kill());
  const done: Record<string, unknown> = {};
  let hasExpired = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const news = JSON.parse(line) as { readonly uploaded?: number };
    Object.assign(done, news);
    if (news.uploaded === undefined || news.uploaded < 128 * MIB) continue;
    if (!hasExpired) {
      hasExpired = true;
      // A week: the session is gone, and so is the log-in. Then the cuts, one of them on the way down. The first one
      // meets the request to the session that is gone, the third the question how much is held: neither has a body to cut.
      emulator.clock.advance(7 * 24 * 3_600_000);
      for (const cutUpload of [0, 5 * MIB, 0, MIB])
        emulator.faults.add({ match: { operation: "upload" }, cutUpload });
      emulator.faults.add({ match: { operation: "get" }, tear: 300 * MIB });
    }
  }
  expect(hasExpired).toBe(true);
  expect(done).toMatchObject({ size: SIZE, sha256 });
  expect(done["growthMiB"]).toBeLessThan(64);
  const seen = emulator.requests.map(({ operation, status }) => `${operation} ${status}`);
  const count = (what: string): number => seen.filter((one) => one === what).length;
  expect([count("upload 410"), count("upload 0"), count("get 0"), count("get 206")]).toEqual([1, 2, 1, 1]);
}, 300_000);
