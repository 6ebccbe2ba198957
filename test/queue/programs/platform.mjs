// A platform with many runs that end one after the other: node platform.mjs <runs> <seconds>. Says where it is and which runs there
// are; tells of its requests when asked, and ends with its input.
import { createInterface } from "node:readline";
import { emulateSaagie } from "footbridge/emulator";
import { Saagie } from "footbridge/saagie";

const [runs, seconds] = process.argv.slice(2).map(Number);
const JOBS = 20;
const emulator = emulateSaagie({ projectSeconds: 0 });
const { url, platform, realm, user, password, fetch } = emulator;
const saagie = new Saagie({ url, platform, realm, user, password, fetch });
await saagie.projects.ensure({ name: "Sales" });
const begun = Date.now();
let count = 0;
// Each ends at a time of its own, however long it took to start them all; one in ten fails.
emulator.scripts.setDefault(() => {
  count += 1;
  const endsAt = begun + 1000 * seconds * (0.45 + (0.55 * ((count * 7919) % runs)) / runs);
  return {
    seconds: Math.max(1, (endsAt - Date.now()) / 1000),
    outcome: count % 10 === 0 ? "FAILED" : "SUCCEEDED",
    lines: [],
  };
});
const started = [];
await saagie.jobs.create("Sales", { name: "Daily report", technology: "Bash", commandLine: "echo 12" });
for (let job = 0; job < JOBS; job += 1) {
  const definition = { name: `Report ${job}`, technology: "Bash", commandLine: "echo 12" };
  const { id } = await saagie.jobs.create("Sales", definition);
  for (let run = 0; run < runs / JOBS; run += 1) started.push((await saagie.jobs.run(id)).id);
}
const before = emulator.requests.length;
const listening = await emulator.listen();
process.stdout.write(
  `${JSON.stringify({ url: listening.url, platform, realm, user, password, runs: started })}\n`,
);
for await (const _ of createInterface({ input: process.stdin })) {
  const asked = emulator.requests.slice(before);
  const reads = asked.filter(({ operation }) => operation === "JobsInstanceStatus").length;
  process.stdout.write(`${JSON.stringify({ requests: asked.length, reads })}\n`);
}
process.exit();
