import nodeFetch from "node-fetch";
import { describe, expect, onTestFinished, test } from "vitest";
import { fetch as undiciFetch } from "undici";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { emulateDescartes, emulateSaagie } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { useSaagie, useStorage } from "./uses.ts";

// A `fetch` of somebody else's: its classes are not this runtime's.

const fetches: readonly (readonly [string, typeof globalThis.fetch])[] = [
  ["the runtime's", globalThis.fetch],
  ["npm's undici", undiciFetch as unknown as typeof globalThis.fetch],
  ["node-fetch", nodeFetch as unknown as typeof globalThis.fetch],
];

describe.each(fetches)("%s", (_, fetch) => {
  test("calls, uploads and downloads on Saagie", async () => {
    const emulator = emulateSaagie();
    const { url, close } = await emulator.listen();
    onTestFinished(close);
    const { platform, realm, user, password } = emulator;
    await useSaagie(new Saagie({ url, platform, realm, user, password, platformVersion: "2024.05", fetch }));
  });

  test("calls, uploads and downloads on Descartes Labs Storage", async () => {
    const emulator = emulateDescartes();
    const { url, close } = await emulator.listen();
    onTestFinished(close);
    const { clientId, refreshToken } = emulator;
    await useStorage(
      new DescartesStorage({ url: `${url}/storage/v1`, iamUrl: url, clientId, refreshToken, fetch }),
    );
  });
});

test("an answer whose body is no stream is refused with what to do", async () => {
  const fetch = (() =>
    Promise.resolve({
      status: 200,
      headers: new Headers(),
      body: "text",
    })) as unknown as typeof globalThis.fetch;
  const options = { url: "https://a-workspace.invalid", platform: 1, realm: "a", token: "t", fetch };
  await expect(new Saagie({ ...options, platformVersion: "2024.05" }).about.info()).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringContaining("Give a fetch of the WHATWG's kind") as string,
  });
});
