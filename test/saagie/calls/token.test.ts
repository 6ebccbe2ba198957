import { expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../src/emulator/index.ts";
import { AuthenticationError, InvalidInputError } from "../../../src/index.ts";
import { Saagie, type ConnectOptions } from "../../../src/saagie/index.ts";

function clientOf(emulator: EmulatedSaagie, options: ConnectOptions = {}): Saagie {
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  return new Saagie({ url, realm, platform, user, password, fetch, clock, ...options });
}

const logIns = ({ requests }: EmulatedSaagie): number =>
  requests.filter(({ operation }) => operation === "authenticate").length;

test("a token is that of the calls: one log-in for all of them, and another client may go on with it", async () => {
  const emulator = emulateSaagie();
  const saagie = clientOf(emulator);
  const [token, again] = await Promise.all([saagie.token(), saagie.token(), saagie.projects.list()]);
  expect(again).toBe(token);
  expect(logIns(emulator)).toBe(1);
  const other = new Saagie({
    url: emulator.url,
    realm: emulator.realm,
    platform: emulator.platform,
    token,
    fetch: emulator.fetch,
  });
  expect(await other.projects.list()).toEqual([]);
  expect(await other.token()).toBe(token);
  expect(logIns(emulator)).toBe(1);
});

test("a token that has ended is got anew", async () => {
  const emulator = emulateSaagie({ clock: "manual", tokenLifetimeSeconds: 60 });
  const saagie = clientOf(emulator);
  const first = await saagie.token();
  emulator.clock.advance(120_000);
  await saagie.projects.list();
  expect(await saagie.token()).not.toBe(first);
});

test("a log-in that is refused, and what is no option, are told", async () => {
  const emulator = emulateSaagie();
  await expect(clientOf(emulator, { password: "canary" }).token()).rejects.toThrow(AuthenticationError);
  await expect(clientOf(emulator, { password: "canary" }).token()).rejects.not.toThrow(/canary/u);
  await expect(clientOf(emulator).token("now" as never)).rejects.toThrow(InvalidInputError);
  const stopped = new Error("stopped");
  await expect(clientOf(emulator).token({ signal: AbortSignal.abort(stopped) })).rejects.toBe(stopped);
});
