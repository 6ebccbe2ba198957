import { expect } from "vitest";
import { temporaryFolder } from "../../../saagie/support/temporary-folder.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { at, names } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { finished, NOTHING } from "../things.ts";

/** The URL of a job's output, as a listing gives it. */
async function outputUrl(platform: TestPlatform): Promise<string> {
  if (!platform.isLive) platform.emulator.jobs.script(names().app, { outputs: { "words.out": "3 words" } });
  const id = await finished(platform);
  const left = await collect(platform.agave.jobs.walkOutputs(id, ""));
  const file = left.find(({ type, length }) => type === "file" && length);
  const path = platform.isLive ? (file?.relativePath ?? "") : "words.out";
  return `${platform.url}/jobs/v2/${id}/outputs/media/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** The rows of what takes the address of anything that has bytes. */
export const addressContracts: readonly ContractRow[] = [
  contract({
    method: "agave.open",
    prepare: outputUrl,
    call: async (agave, url, options) => new Response((await agave.open(url, options)).stream).text(),
    check: async (answer, platform) => {
      expect(answer).toEqual(platform.isLive ? (expect.stringMatching(/./u) as string) : "3 words");
      await platform.put("notes.txt", "notes");
      const { stream } = await platform.agave.open(`agave://${at("notes.txt")}`);
      expect(await new Response(stream).text()).toBe("notes");
    },
    missing: (agave, url) => agave.open(`${url}.gone`),
    denied: { as: "bob" },
    refused: {
      isLocal: true,
      call: async (agave) => agave.open(`${names().storage}/../x`),
      words: /leads out/u,
    },
  }),
  contract({
    method: "agave.download",
    prepare: outputUrl,
    call: async (agave, url, options) => agave.download(url, `${await temporaryFolder()}/words.txt`, options),
    check: (answer, { isLive }) =>
      expect(answer).toMatchObject({ size: isLive ? (expect.any(Number) as number) : 7 }),
    missing: async (agave) => agave.download(at(NOTHING), `${await temporaryFolder()}/words.txt`),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];
