/**
 * The long form of the chaos run: `tsx test/chaos/run.ts [operations] [seed]`. Ends with how many operations told the truth
 * and how many did not; the exit code is 1 when there was a lie.
 */
import { chaos } from "./chaos.ts";

const [, , operations = "10000", seed = String(Date.now() % 1_000_000)] = process.argv;
const total = Number(operations);
let shown = 0;
process.stdout.write(`chaos: ${total} operations, seed ${seed}\n`);
const { endings, lies, mischief, requests } = await chaos({
  operations: total,
  seed: Number(seed),
  rate: 0.3,
  concurrency: 50,
  onProgress: (done) => {
    if (done - shown < total / 10) return;
    shown = done;
    process.stdout.write(`  ${done} of ${total}\n`);
  },
});
const rows = (title: string, map: ReadonlyMap<string, number>): void => {
  process.stdout.write(`${title}\n`);
  for (const [name, times] of [...map].toSorted(([left], [right]) => (left < right ? -1 : 1)))
    process.stdout.write(`  ${String(times).padStart(6)}  ${name}\n`);
};
rows(`${requests} requests, on which the proxies did`, mischief);
rows("operations ended", endings);
for (const { lie, about } of lies.slice(0, 50)) process.stdout.write(`LIE ${lie}: ${about}\n`);
process.stdout.write(`${total - lies.length} passed, ${lies.length} failed\n`);
// At once, and not when Node has tidied up: of the thousands of connections that were reset, Node 20 at times waits for ever for
// one that it takes for still open (seen in its `CleanupHandles`).
process.exit(lies.length > 0 ? 1 : 0);
