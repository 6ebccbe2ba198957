// Puts in waits for many runs, as start.ts of the page does for one: node fill.mjs <file with their ids as JSON>
import { readFileSync } from "node:fs";
// Of the page, which is written beside this file.
import { openQueue, QUEUE } from "./queue.ts";

const ids = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const boss = await openQueue();
for (let from = 0; from < ids.length; from += 1000)
  await boss.insert(
    QUEUE,
    ids.slice(from, from + 1000).map((id) => ({ id })),
  );
// Twice, as a program that was not sure whether it had done so already.
await boss.insert(
  QUEUE,
  ids.slice(0, 100).map((id) => ({ id })),
);
await boss.stop();
process.exit();
