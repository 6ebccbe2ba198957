import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loopback } from "./loopback.ts";

const transport = fileURLToPath(new URL("../../src/node/http/transport.ts", import.meta.url));

/** Runs a program that has `send(path, signal?)`, and tells what it prints before it ends by itself. */
async function run(url: string, program: string): Promise<string> {
  const prelude = `
    import { nodeTransport } from ${JSON.stringify(transport)};
    const transport = nodeTransport({ keepAliveMs: 600_000 });
    const limits = { connectTimeoutMs: 600_000, firstByteTimeoutMs: 600_000, idleTimeoutMs: 600_000 };
    const send = (path, signal = new AbortController().signal) =>
      transport({ method: "GET", url: ${JSON.stringify(url)} + path, headers: {}, signal, limits });
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", prelude + program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (text) => (output += String(text)));
  await new Promise((resolve) => child.on("close", resolve));
  return output;
}

test("neither kept connections nor aborted requests keep a process alive", async () => {
  const { url, server } = await loopback((incoming, answer) => {
    if (incoming.url === "/hang") answer.write("begun");
    else if (incoming.url !== "/silent") answer.end("done");
  });
  server.keepAliveTimeout = 600_000;
  const output = await run(
    url,
    `
    console.log(await (await send("/")).text());
    const controller = new AbortController();
    const silent = send("/silent", controller.signal).catch((reason) => console.log(reason));
    const hanging = (await send("/hang", controller.signal)).text().catch((reason) => console.log(reason));
    (await send("/hang")).discard();
    controller.abort("aborted");
    await Promise.all([silent, hanging]);
    console.log("end");
    `,
  );
  expect(output.split("\n")).toEqual(["done", "aborted", "aborted", "end", ""]);
}, 20_000);
