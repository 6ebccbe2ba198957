import { expect, test } from "vitest";
import { failure } from "../../core/support/rejection.ts";
import { bytesOf, isSame, openService, type Service } from "../support/service.ts";

// Browsers keep an answer with 308 to themselves, as every redirect that a page does not let them follow. That answer is how the
// store says what it holds of an upload in parts. test/package/matrix does the same in a real one.

const UNIT = 262_144;

/** A service as a page sees it. */
function openInBrowser(): Service {
  const service = openService();
  const { fetch } = service.emulator;
  const storage = service.client({
    fetch: async (...request) => {
      const answer = await fetch(...request);
      if (answer.status !== 308) return answer;
      return Object.defineProperties(new Response(null), {
        type: { value: "opaqueredirect" },
        status: { value: 0 },
      });
    },
  });
  return { ...service, storage };
}

test("a blob of several parts goes in one request, after one part in vain", async () => {
  const { storage, emulator, asked } = openInBrowser();
  const bytes = bytesOf(2.5 * UNIT);
  const told: number[] = [];
  await storage.set("k", bytes, { partBytes: UNIT, onProgress: (sent) => told.push(sent) });
  expect(isSame(await emulator.blobs.get("k"), bytes)).toBe(true);
  expect(asked()).toEqual(["getUploadUrl", "upload", "getUploadUrl", "upload"]);
  expect(told).toEqual([bytes.length]);
});

test.each([
  ["before it arrives", { reset: "before" }],
  ["in its middle", { cutUpload: UNIT }],
  ["when it is done", { reset: "after" }],
] as const)("a cut %s begins it anew", async (_, fault) => {
  const { storage, emulator, count } = openInBrowser();
  const bytes = bytesOf(2 * UNIT);
  emulator.faults.add({ match: { operation: "upload" }, skip: 1, ...fault });
  await storage.set("k", bytes, { partBytes: UNIT });
  expect(isSame(await emulator.blobs.get("k"), bytes)).toBe(true);
  expect(count("upload")).toBeGreaterThan(2);
});

test("a line that is cut each time fails in the end", async () => {
  const { storage, emulator } = openInBrowser();
  emulator.faults.add({ match: { operation: "upload" }, skip: 1, reset: "before", times: Infinity });
  const error = await failure(storage.set("k", bytesOf(2 * UNIT), { partBytes: UNIT }));
  expect(["CONNECTION", "OUTCOME_UNKNOWN", "PROTOCOL"]).toContain(error.code);
  expect(emulator.blobs.keys()).toEqual([]);
});
