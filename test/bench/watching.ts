/**
 * Counts the requests that watching runs costs: per tick, for 1, 100 and 1,000 runs of one client.
 *
 * Run it with `tsx test/bench/watching.ts`. A count, not a time: it is the same on every machine.
 */
import { emulateSaagie } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";

const TICKS = 10;
const INTERVAL_MS = 2_000;

async function requestsPerTick(runs: number): Promise<number> {
  const emulator = emulateSaagie({ runSeconds: (TICKS * INTERVAL_MS) / 1000 });
  emulator.clock.auto = true;
  const { url, platform, realm, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock });
  const project = await saagie.projects.ensure({ name: "Bench" });
  const job = await saagie.jobs.create(project.id, {
    name: "Watched",
    technology: "Bash",
    commandLine: "true",
  });
  const started = await Promise.all(Array.from({ length: runs }, () => saagie.jobs.run(job.id)));
  const before = emulator.requests.length;
  await Promise.all(started.map(({ id }) => saagie.jobs.wait(id, { intervalMs: INTERVAL_MS })));
  const requests = emulator.requests.slice(before);
  // The clock stands still while a tick is answered: its requests share their time, to the last tenth of a second.
  const ticks = new Set(requests.map(({ at }) => Math.round(at / 100)));
  return requests.length / ticks.size;
}

console.log("Requests per tick while watching runs (aim: at most 1 per 100 runs)");
for (const runs of [1, 100, 1_000]) {
  const perTick = await requestsPerTick(runs);
  console.log(`  ${String(runs).padStart(5)} runs   ${perTick.toFixed(2)} requests per tick`);
}
