import { randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { FileWriter } from "../../src/node/files/file-writer.ts";
import { rejection } from "./loopback.ts";

const disk = vi.hoisted(() => ({ write: (_bytes: Uint8Array): number => 0 }));

// The system's part: how much it takes of each write, or why it takes nothing.
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof import("node:fs")>()),
  write: (...args: readonly unknown[]) => {
    const [, bytes, offset] = args as [number, Uint8Array, number];
    const done = args.at(-1) as (error: unknown, written?: number) => void;
    setImmediate(() => {
      try {
        done(null, disk.write(bytes.subarray(offset)));
      } catch (error) {
        done(error);
      }
    });
  },
}));

/** A file that takes what `accept` lets it take of each write, and notes what is asked of it. */
function file(accept: (bytes: Uint8Array) => number, flush = (): Promise<void> => Promise.resolve()) {
  const written: Buffer[] = [];
  const flushes: string[] = [];
  disk.write = (rest) => {
    const taken = accept(rest);
    written.push(Buffer.from(rest.subarray(0, taken)));
    return taken;
  };
  const handle = {
    fd: -1,
    datasync: () => {
      flushes.push("datasync");
      return flush();
    },
    sync: async () => void flushes.push("sync"),
  };
  return { handle: handle as unknown as FileHandle, flushes, bytes: () => Buffer.concat(written) };
}

test("bytes arrive whole and in order, also where the system takes them in parts", async () => {
  const { handle, bytes, flushes } = file((rest) => Math.min(rest.byteLength, 10_007));
  const writer = new FileWriter(handle, true);
  const whole = randomBytes(3_000_001);
  for (let from = 0; from < whole.byteLength; from += 70_001) {
    await writer.add(whole.subarray(from, from + 70_001));
  }
  for (let from = 0; from < whole.byteLength; from += 101) await writer.add(whole.subarray(from, from + 101));
  await writer.finish();
  expect(bytes().equals(Buffer.concat([whole, whole]))).toBe(true);
  expect(flushes).toEqual(["sync"]);
});

test("what need not survive a crash is not flushed", async () => {
  const { handle, flushes } = file((rest) => rest.byteLength);
  const writer = new FileWriter(handle, false);
  const piece = new Uint8Array(2 ** 20);
  for (let count = 0; count < 300; count += 1) await writer.add(piece);
  await writer.finish();
  expect(flushes).toEqual([]);
});

test("a flush that fails on the way is told at the end, although the last one succeeds", async () => {
  const cause = new Error("the disk is failing");
  const { handle, flushes } = file(
    (rest) => rest.byteLength,
    () => Promise.reject(cause),
  );
  const writer = new FileWriter(handle, true);
  const piece = new Uint8Array(2 ** 20);
  for (let count = 0; count < 200; count += 1) await writer.add(piece);
  expect(flushes).toEqual(["datasync"]);
  expect(await rejection(writer.finish())).toBe(cause);
});

test("a write that fails is told, and nothing is written after it", async () => {
  const cause = new Error("the disk is full");
  let writes = 0;
  const { handle, bytes } = file((rest) => {
    writes += 1;
    if (writes > 2) throw cause;
    return rest.byteLength;
  });
  const writer = new FileWriter(handle, true);
  const fill = async (): Promise<void> => {
    for (;;) await writer.add(new Uint8Array(100_000));
  };
  expect(await rejection(fill())).toBe(cause);
  await writer.settle();
  expect(writes).toBe(3);
  expect(bytes().byteLength).toBe(200_000);
});
