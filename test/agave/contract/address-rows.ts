import { expect } from "vitest";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { finished, JOB, NOTHING } from "./things.ts";

/** The URL of a job's output, as a listing gives it. */
async function outputUrl(platform: TestPlatform): Promise<string> {
  platform.emulator.jobs.script(JOB.appId, { outputs: { "words.out": "3 words" } });
  const id = await finished(platform);
  return `${platform.url}/jobs/v2/${id}/outputs/media/words.out`;
}

/** The rows of what takes the address of anything that has bytes. */
export const addressContracts: readonly ContractRow[] = [
  contract({
    method: "agave.open",
    prepare: outputUrl,
    call: async (agave, url, options) => new Response((await agave.open(url, options)).stream).text(),
    check: async (answer, { agave, emulator }) => {
      expect(answer).toBe("3 words");
      emulator.files.put({ system: "data", path: "/ann/notes.txt" }, "notes");
      const { stream } = await agave.open("agave://data/ann/notes.txt");
      expect(await new Response(stream).text()).toBe("notes");
    },
    missing: (agave, url) => agave.open(`${url}.gone`),
    denied: { as: "bob" },
    refused: { isLocal: true, call: async (agave) => agave.open("data/../x"), words: /leads out/u },
  }),
  contract({
    method: "agave.download",
    prepare: outputUrl,
    call: async (agave, url, options) => agave.download(url, `${await temporaryFolder()}/words.txt`, options),
    check: (answer) => expect(answer).toMatchObject({ size: 7 }),
    missing: async (agave) => agave.download(`data/${NOTHING}`, `${await temporaryFolder()}/words.txt`),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];
