import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { loopback } from "../../node/loopback.ts";

const MIB = 2 ** 20;
const SIZE = 128 * MIB;
const door = fileURLToPath(new URL("../../../src/descartes/index.ts", import.meta.url));

/** A program of its own, so that its memory is: it does one thing with a large blob, and tells by how much it grew. */
const PROGRAM = `
  import { DescartesStorage } from ${JSON.stringify(door)};
  const { url, size, what } = JSON.parse(process.env.TASK);
  const storage = new DescartesStorage({ url: url + "/storage/v1", iamUrl: url, token: "good" });
  const act = (bytes) => what === "set"
    ? storage.set("k", Buffer.alloc(bytes, "footbridge "))
    : storage.getBytes(what + "/" + bytes);
  await act(1024 * 1024);
  globalThis.gc();
  const before = process.memoryUsage().rss;
  let peak = before;
  const look = () => { peak = Math.max(peak, process.memoryUsage().rss); };
  setInterval(look, 5).unref();
  await act(size);
  look();
  console.log(peak - before);
`;

/** Gives as many bytes as the key names, and takes uploads in parts. */
async function serve(): Promise<string> {
  const block = Buffer.alloc(64 * 1024, "footbridge ");
  const { url } = await loopback((request, answer) => {
    const path = request.url ?? "";
    request.resume();
    request.on("end", (): unknown => {
      const [, last = "", total] = /-(\d+)\/(\d+)$/u.exec(request.headers["content-range"] ?? "") ?? [];
      const isMore = total !== undefined && Number(last) + 1 < Number(total);
      if (path.includes("new_resumable_url")) return answer.end(`${url}/store`);
      if (request.method === "PUT")
        return answer.writeHead(isMore ? 308 : 200, isMore ? { range: `bytes=0-${last}` } : {}).end();
      let left = Number(/(\d+)$/u.exec(path)?.[1]);
      if (path.includes("/length/")) answer.setHeader("content-length", left);
      const more = (): void => {
        for (; left > 0; left -= block.byteLength)
          if (!answer.write(block.subarray(0, left))) {
            left -= block.byteLength;
            return void answer.once("drain", more);
          }
        answer.end();
      };
      return more();
    });
  });
  return url;
}

test.each(["length", "no-length", "set"])(
  "a blob in memory is there once (%s)",
  async (what) => {
    const task = JSON.stringify({ url: await serve(), size: SIZE, what });
    const child = spawn(
      process.execPath,
      ["--expose-gc", "--import", "tsx", "--input-type=module", "-e", PROGRAM],
      { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TASK: task } },
    );
    onTestFinished(() => void child.kill());
    const [told, exit] = await Promise.all([text(child.stdout), once(child, "exit")]);
    expect(exit[0]).toBe(0);
    expect(Number(told) / MIB).toBeLessThan((SIZE + 64 * MIB) / MIB);
  },
  60_000,
);
