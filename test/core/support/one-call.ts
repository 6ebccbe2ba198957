// Run as a program: one use of a client, after which the process has to end by itself.
import { Saagie } from "../../../src/saagie/index.ts";

const [, , url = "", use = ""] = process.argv;
const JOB = "0db6d0a7-ad4b-45cd-8082-913a192daa25";

const saagie = new Saagie({
  url,
  platform: 1,
  platformVersion: "2024.05",
  realm: "demo",
  user: "demo",
  password: "demo",
  retry: { retries: 0 },
});
const controller = new AbortController();
const abortSoon = (): void => void setTimeout(() => controller.abort(), 50);

const USES: Readonly<Record<string, () => Promise<unknown>>> = {
  "nothing at all": () => Promise.resolve(),
  "a call": () => saagie.jobs.get(JOB),
  "a call that fails": () => saagie.jobs.get({ project: "Nowhere", name: "Nothing" }).catch(() => undefined),
  "a call that is aborted": () => {
    abortSoon();
    return saagie.about.clusterCapacity({ signal: controller.signal }).catch(() => undefined);
  },
  "a call whose limit passes": () => saagie.about.clusterCapacity({ timeoutMs: 50 }).catch(() => undefined),
  "a wait that is given up": async () => {
    for await (const run of saagie.jobs.watch(JOB, { deadlineMs: 600_000 })) if (run) break;
  },
  "a download that is given up": async () => (await saagie.jobs.openArtifact(JOB, 1)).stream.cancel(),
};

await USES[use]?.();
const endedAt = Date.now();
process.on("exit", () => {
  process.stdout.write(`${use}: ${Date.now() - endedAt < 1000 ? "ended" : "lingered"}`);
});
