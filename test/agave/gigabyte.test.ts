import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { emulateAgave } from "../../src/emulator/index.ts";
import { isThorough } from "../support/thorough.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";

const MIB = 2 ** 20;
/** More than any bound on memory, and than where the connection is cut. */
const SIZE = (isThorough ? 1024 : 320) * MIB;
const door = fileURLToPath(new URL("../../src/agave/index.ts", import.meta.url));

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

/** A program of its own, so that its memory is: it stores a file and saves it again. */
const PROGRAM = `
  import { Agave } from ${JSON.stringify(door)};
  const { options, path, back, mib } = JSON.parse(process.env.TASK);
  const agave = new Agave(options);
  const place = "agave://ann.storage/";
  await agave.files.upload({ name: "small", content: new Uint8Array(8 * mib) }, place);
  await agave.files.getBytes(place + "small");
  globalThis.gc();
  const before = process.memoryUsage().rss;
  let peak = before;
  setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 10).unref();
  await agave.files.upload(path, place + "large");
  const { size, sha256 } = await agave.files.download(place + "large", back);
  console.log(JSON.stringify({ size, sha256, growthMiB: (peak - before) / mib }));
`;

test(
  "a very large file goes up and down in constant memory, through a cut",
  { timeout: 300_000 },
  async () => {
    const folder = await temporaryFolder();
    const sha256 = await makeFile(join(folder, "large"));
    const emulator = emulateAgave();
    onTestFinished(() => emulator.close());
    const { url: baseUrl } = await emulator.listen();
    const { user: username, password, clientKey: apiKey, clientSecret: apiSecret } = emulator;
    const options = { baseUrl, username, password, apiKey, apiSecret };
    emulator.faults.add({ match: { path: /media.*large/u, method: "GET" }, tear: 300 * MIB });
    const task = { options, path: join(folder, "large"), back: join(folder, "back"), mib: MIB };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--expose-gc", "--import", "tsx", "--input-type=module", "-e", PROGRAM],
      { env: { ...process.env, TASK: JSON.stringify(task) } },
    );
    const told = JSON.parse(stdout) as { readonly growthMiB: number };
    expect(told).toMatchObject({ size: SIZE, sha256 });
    expect(told.growthMiB).toBeLessThan(64);
  },
);
