import { describe, expect, test } from "vitest";
import { Agave } from "../../../src/agave/index.ts";
import { allContracts } from "./all-rows.ts";
import { openPlatform } from "./platform.ts";

// The rows that change nothing, on the live tenant that the environment names; on the emulator where it names none.

const { AGAVE_TENANT: tenant, AGAVE_USERNAME: username, AGAVE_PASSWORD: password } = process.env;

/** A client that has nothing but a name and a password, and a way to tidy up behind it. */
async function connect(): Promise<{ readonly agave: Agave; readonly end: () => Promise<unknown> }> {
  const clientName = `footbridge-test-${process.pid}`;
  const agave = await open();
  await agave.clients.create(clientName);
  return { agave, end: () => agave.clients.delete(clientName) };
}

async function open(): Promise<Agave> {
  if (tenant && username && password) return Agave.connect({ tenant, username, password });
  const { url, emulator } = await openPlatform();
  return new Agave({ baseUrl: url, clock: emulator.clock, username: "ann", password: "ann-password" });
}

describe("what changes nothing", () => {
  test("works with a client that was made for it", async () => {
    const { agave, end } = await connect();
    try {
      for (const { safe, method } of allContracts) {
        await safe?.(agave).catch((cause: unknown) => {
          throw new Error(`${method} does not do what it promises.`, { cause });
        });
      }
      expect(agave.tokens?.accessToken).toBeDefined();
    } finally {
      await end();
    }
  });
});
