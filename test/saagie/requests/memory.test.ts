import type { Exchange } from "@urql/core";
import type { DocumentNode } from "graphql";
import { expect, test } from "vitest";
import { pipe, tap } from "wonka";
import { answeredBy } from "./answered-by.ts";

test("documents made at run time are not kept, but for the last hundred", async () => {
  const sent: WeakRef<DocumentNode>[] = [];
  const watch: Exchange =
    ({ forward }) =>
    (operations$) =>
      pipe(
        operations$,
        tap(({ kind, query }) => void (kind === "query" && sent.push(new WeakRef(query)))),
        forward,
      );
  const saagie = answeredBy({ data: { a: 1 } }, { exchanges: [watch] });
  const text = (at: number): string => `query Q { a(at: ${String(at)}) }`;
  for (let at = 0; at < 300; at += 1) await saagie.request(text(at));
  await saagie.request(text(299));
  expect(sent).toHaveLength(301);
  // An equal text is the same document.
  expect(sent.at(-1)?.deref()).toBe(sent.at(-2)?.deref());
  await collectGarbage();
  expect(sent.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(102);
});

async function collectGarbage(): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  await new Promise((resolve) => setImmediate(resolve));
  gc();
}
