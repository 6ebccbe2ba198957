import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { InvalidInputError } from "../../src/core/errors.ts";
import { fileSource } from "../../src/node/files/file-source.ts";
import { rejection } from "./loopback.ts";

// The tests may run as the superuser, who may read everything: the system's refusal is played.
vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  access: () => Promise.reject(Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" })),
}));

test("a file that may not be read", async () => {
  const error = await rejection(fileSource(fileURLToPath(import.meta.url)));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toMatch(/may not be read by this user\.$/u);
});
