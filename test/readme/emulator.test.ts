import { describe, expect, test } from "vitest";
import {
  emulateAgave,
  emulateDescartes,
  emulateSaagie,
  type EmulatedAgaveOptions,
  type EmulatedDescartesOptions,
  type EmulatedSaagieOptions,
  type Fault,
  type ListenOptions,
} from "../../src/emulator/index.ts";
import { settle as settleAgave } from "../../src/emulator/agave/options.ts";
import { settle as settleDescartes } from "../../src/emulator/descartes/options.ts";
import { settle as settleSaagie } from "../../src/emulator/saagie/options.ts";
import { quoted, readTable } from "./blocks.ts";
import { manual } from "./pages.ts";
import { sorted } from "./public-methods.ts";

// The page of the emulator has every option, with its default, and no handle that is not there.

/** All members of a type, as the compiler knows them: one that is missing or too many does not compile. */
type Names<Options> = Readonly<Record<keyof Options, true>>;

const SAAGIE: Names<EmulatedSaagieOptions> = {
  appSeconds: true,
  cleanSeconds: true,
  clock: true,
  executor: true,
  fetchRepository: true,
  password: true,
  platform: true,
  platforms: true,
  platformVersion: true,
  projectSeconds: true,
  realm: true,
  runSeconds: true,
  runtimes: true,
  seed: true,
  start: true,
  storageMaximum: true,
  storageSeconds: true,
  storageStep: true,
  tokenLifetimeSeconds: true,
  url: true,
  user: true,
};

const DESCARTES: Names<EmulatedDescartesOptions> = {
  clock: true,
  emptyListing: true,
  origin: true,
  pageSize: true,
  ranges: true,
  rateLimit: true,
  seed: true,
  signedUrlSeconds: true,
  start: true,
  tokenLifetimeSeconds: true,
  uploadSeconds: true,
  user: true,
};

const AGAVE: Names<EmulatedAgaveOptions> = {
  clock: true,
  executor: true,
  fetch: true,
  folders: true,
  gatewayFaults: true,
  jobs: true,
  legacyLinks: true,
  origin: true,
  publicUrl: true,
  seed: true,
  start: true,
  tenant: true,
  tenants: true,
  tokenLifetimeSeconds: true,
  users: true,
  version: true,
};

const FAULT: Names<Fault> = {
  body: true,
  chance: true,
  cutUpload: true,
  graphqlErrors: true,
  headers: true,
  latencyMs: true,
  match: true,
  reset: true,
  retryAfter: true,
  seed: true,
  skip: true,
  slowMs: true,
  status: true,
  tear: true,
  times: true,
};

const LISTEN: Names<ListenOptions> = {
  allowHosts: true,
  allowOrigins: true,
  controlKey: true,
  host: true,
  maxBodyBytes: true,
  port: true,
};

test.each([
  ["Option of `emulateSaagie`", SAAGIE],
  ["Option of `emulateDescartes`", DESCARTES],
  ["Option of `emulateAgave`", AGAVE],
  ["Option of `listen`", LISTEN],
  ["Member of a fault", FAULT],
])("%s: the table has every option once, and no other", (head, names) => {
  expect(sorted(readTable(manual, head).flatMap(([name = ""]) => quoted(name)))).toEqual(
    sorted(Object.keys(names)),
  );
});

test.each([
  ["Option of `emulateSaagie`", { ...settleSaagie({}) }],
  ["Option of `emulateDescartes`", { ...settleDescartes({}) }],
  ["Option of `emulateAgave`", { ...settleAgave({}) }],
])("%s: the table tells the defaults that are numbers or words", (head, settled) => {
  const real: Readonly<Record<string, unknown>> = settled;
  const rows = readTable(manual, head).filter(([name = ""]) => quoted(name).length === 1);
  const held = rows.flatMap(([cell = "", told = ""]) => {
    const [name = ""] = quoted(cell);
    const value = real[name] ?? Number(real[name.replace("Seconds", "Ms")]) / 1000;
    const isPlain = (typeof value === "number" && value > 0) || typeof value === "string";
    return isPlain && told !== "a week" && told !== "the newest"
      ? [[name, told, String(value)] as const]
      : [];
  });
  expect(held.length).toBeGreaterThan(4);
  for (const [name, told, value] of held) expect(told.replaceAll("`", ""), name).toBe(value);
});

describe.each([
  ["Handle", [emulateSaagie(), emulateDescartes(), emulateAgave()]],
  ["Handle of Saagie", [emulateSaagie()]],
  ["Handle of Descartes Labs", [emulateDescartes()]],
  ["Handle of Agave", [emulateAgave()]],
])("the table %s", (head, emulators) => {
  const handles = readTable(manual, head).flatMap(([cell = ""]) =>
    quoted(cell).flatMap((text) => /^[\w.]+/u.exec(text)?.[0] ?? []),
  );

  test.each([...new Set(handles)])("%s is there", (handle) => {
    for (const emulator of emulators) {
      let at: unknown = emulator;
      for (const name of handle.split(".")) {
        expect(at).toHaveProperty(name);
        at = Reflect.get(Object(at) as object, name);
      }
    }
  });
});
