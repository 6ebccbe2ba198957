import { describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../src/emulator/index.ts";
import { InvalidInputError, UnsupportedByPlatformError, type Warning } from "../../../src/index.ts";
import { Saagie, supportedVersions, type ConnectOptions } from "../../../src/saagie/index.ts";
import { rejection } from "../support/things.ts";

const VERSIONS = supportedVersions();
const OLDEST = VERSIONS[0] ?? "";
const NEWEST = VERSIONS.at(-1) ?? "";

function clientOf(emulator: EmulatedSaagie, options: ConnectOptions = {}): Saagie {
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  return new Saagie({ url, realm, platform, user, password, fetch, clock, ...options });
}

/** The operations that the platform was asked for, log-ins left out. */
function asked({ requests }: EmulatedSaagie): readonly (string | undefined)[] {
  return [...requests].map(({ operation }) => operation).filter((name) => name !== "authenticate");
}

describe("a client that is not told the platform's version", () => {
  test.each(VERSIONS)("finds %s by the root fields, once for all callers", async (platformVersion) => {
    const emulator = emulateSaagie({ platformVersion });
    const saagie = clientOf(emulator);
    const found = await Promise.all([saagie.version(), saagie.version(), saagie.projects.list()]);
    expect(found[0]).toBe(platformVersion);
    expect(found[1]).toBe(platformVersion);
    expect(await saagie.version()).toBe(platformVersion);
    expect(asked(emulator).filter((name) => name === "PlatformRootFields")).toHaveLength(1);
  });

  test("does not ask before it matters", async () => {
    const emulator = emulateSaagie();
    await clientOf(emulator).projects.list();
    expect(asked(emulator)).toEqual(["ProjectsList"]);
  });

  test("asks again after an hour: platforms are upgraded", async () => {
    const emulator = emulateSaagie({ tokenLifetimeSeconds: 86_400 });
    const saagie = clientOf(emulator);
    await saagie.version();
    emulator.clock.advance(3_600_001);
    await saagie.version();
    expect(asked(emulator)).toEqual(["PlatformRootFields", "PlatformRootFields"]);
  });

  test.each([
    { status: 403 },
    { status: 404 },
    { status: 200, body: '{"data":{"__schema":null}}' },
    { status: 200, body: '{"errors":[{"message":"Introspection is disabled"}]}' },
  ])("takes a platform that refuses introspection as the newest, and says so: %o", async (answer) => {
    const emulator = emulateSaagie({ platformVersion: "2023.04" });
    const warnings: Warning[] = [];
    const saagie = clientOf(emulator, { onWarning: (warning) => warnings.push(warning) });
    emulator.faults.add({ match: { operation: "PlatformRootFields" }, ...answer });
    expect(await saagie.version()).toBe(NEWEST);
    expect(warnings.map(({ message }) => message.replace(/ \(.*\)/u, ""))).toEqual([
      `The platform does not tell its version: it is taken as ${NEWEST}.`,
    ]);
  });

  test("fails where the platform cannot be reached, and asks again at the next call", async () => {
    const emulator = emulateSaagie({ clock: "auto" });
    const saagie = clientOf(emulator);
    emulator.faults.add({ match: { operation: "PlatformRootFields" }, reset: "before", times: 4 });
    expect(await rejection(saagie.version())).toMatchObject({ code: "CONNECTION" });
    expect(await saagie.version()).toBe(NEWEST);
  });
});

describe("a client that is told the platform's version", () => {
  test("asks for nothing, and knows it in every spelling", async () => {
    const emulator = emulateSaagie();
    expect(await clientOf(emulator, { platformVersion: "2024.2" }).version()).toBe("2024.02");
    expect(asked(emulator)).toEqual([]);
  });

  test.each(["soon", "2022.08"])("refuses %s at the door", (platformVersion) => {
    const emulator = emulateSaagie();
    expect(() => clientOf(emulator, { platformVersion })).toThrow(InvalidInputError);
    expect(() => clientOf(emulator, { platformVersion })).toThrow(`Supported are ${OLDEST} to ${NEWEST}`);
  });

  test("takes a newer one than any as the newest", async () => {
    const emulator = emulateSaagie();
    const saagie = clientOf(emulator, { platformVersion: "2031.01" });
    await expect(saagie.projects.list()).resolves.toBeInstanceOf(Array);
    expect(await rejection(saagie.jobs.generateDescriptionByAi(crypto.randomUUID()))).toBeInstanceOf(
      UnsupportedByPlatformError,
    );
  });
});
