import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConnectionError } from "../../../src/index.ts";
import type { Download } from "../../../src/core/http/download.ts";
import { resumableDownload, type Rest } from "../../../src/core/http/resume-download.ts";
import { instantClock } from "../support/clock.ts";
import { failure } from "../support/rejection.ts";

const retry = { retries: 3, baseDelayMs: 200, maxDelayMs: 30_000, budget: 20 };
const cut = (): ConnectionError =>
  new ConnectionError("The answer broke off.", { phase: "receive", sent: true });

/** A file that is handed out in pieces, and whose connection breaks after so many bytes, each time it is opened. */
function file(
  bytes: Uint8Array,
  breaks: readonly number[],
  change: (rest: Rest) => Partial<Download> = () => ({}),
) {
  const opened: (Rest | undefined)[] = [];
  const left = [...breaks];
  const open = async (rest?: Rest): Promise<Download> => {
    opened.push(rest);
    const offset = rest?.offset ?? 0;
    const end = left.length > 0 ? Math.min(offset + (left.shift() ?? 0), bytes.length) : bytes.length;
    const isCut = end < bytes.length;
    let at = offset;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const next = Math.min(at + 3, end);
        if (next > at) controller.enqueue(bytes.slice(at, next));
        else if (isCut) controller.error(cut());
        else controller.close();
        at = next;
      },
    });
    const told = { size: bytes.length - offset, total: bytes.length, contentType: undefined };
    return { stream, offset, validator: '"v1"', ...told, ...(rest && change(rest)) };
  };
  return { open, opened };
}

const read = async (download: Download): Promise<Uint8Array> =>
  new Uint8Array(await new Response(download.stream).arrayBuffer());

test("what was cut goes on where it was, however often", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }),
      async (bytes, breaks) => {
        const { open, opened } = file(bytes, breaks);
        expect(await read(await resumableDownload({ open, retry, clock: instantClock() }))).toEqual(bytes);
        expect(opened.slice(1).every((rest) => rest?.validator === '"v1"')).toBe(true);
      },
    ),
  );
});

test("cuts without a byte between them are borne a few times only", async () => {
  const clock = instantClock();
  const { open, opened } = file(new Uint8Array(9), [3, 0, 0, 0, 0, 0]);
  const error = await failure(read(await resumableDownload({ open, retry, clock })));
  expect(error.code).toBe("CONNECTION");
  expect([opened.length, clock.waits.length]).toEqual([4, 3]);
});

describe("what cannot go on fails", () => {
  test.each<[string, Partial<Download>]>([
    ["from the beginning", { offset: 0 }],
    ["with other content", { validator: '"v2"' }],
    ["with another length", { total: 10 }],
  ])("where the platform answers %s", async (_, change) => {
    const { open, opened } = file(new Uint8Array(9), [3], () => change);
    const ends: unknown[] = [];
    const onEnd = (error?: unknown): unknown => ends.push(error);
    const error = await failure(read(await resumableDownload({ open, retry, clock: instantClock(), onEnd })));
    expect(error).toMatchObject({ code: "TRANSFER", cause: { code: "CONNECTION" } });
    expect(ends).toEqual([error]);
    expect(opened).toHaveLength(2);
  });

  test("with the cut itself, where the platform does not name the content", async () => {
    const { open, opened } = file(new Uint8Array(9), [3]);
    const nameless = async (rest?: Rest): Promise<Download> => ({
      ...(await open(rest)),
      validator: undefined,
    });
    const error = await failure(
      read(await resumableDownload({ open: nameless, retry, clock: instantClock() })),
    );
    expect(error.code).toBe("CONNECTION");
    expect(opened).toHaveLength(1);
  });
});

test("an abort ends the wait, and nothing is asked for afterwards", async () => {
  const clock = instantClock();
  const controller = new AbortController();
  clock.onSleep = () => controller.abort(new Error("enough"));
  const { open, opened } = file(new Uint8Array(9), [3]);
  const { signal } = controller;
  const download = await resumableDownload({ open, retry, clock, signal });
  await expect(read(download)).rejects.toThrow("enough");
  expect(opened).toHaveLength(1);
});

test("a reader that leaves lets the connection go", async () => {
  let cancelled: unknown;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(3)),
    cancel: (reason) => void (cancelled = reason),
  });
  const told = { size: undefined, contentType: undefined, offset: 0, total: undefined, validator: undefined };
  const ends: unknown[] = [];
  const download = await resumableDownload({
    open: async () => ({ stream, ...told }),
    retry,
    clock: instantClock(),
    onEnd: (error) => ends.push(error),
  });
  await download.stream.cancel("seen enough");
  expect([cancelled, ends]).toEqual(["seen enough", [undefined]]);
});
