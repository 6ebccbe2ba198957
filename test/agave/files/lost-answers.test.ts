import { describe, expect, test } from "vitest";
import { openPlatform } from "../support/platform.ts";

const OWN = "ann.storage";
const GRANT = { username: "bob", permission: "READ", recursive: true } as const;

describe("an answer that is lost", () => {
  test("to a change of a folder's rights is looked up, and the change is never sent twice", async () => {
    const { agave, emulator, count } = openPlatform();
    for (const name of ["a", "b"]) emulator.files.put({ system: OWN, path: `/home/ann/tree/${name}` }, name);
    emulator.faults.add({ match: { method: "POST", path: /\/pems\//u }, reset: "after" });
    await agave.files.setPermission(`${OWN}/tree`, GRANT);
    expect(count("POST", /\/pems\//u)).toBe(1);
  });

  test("and whose change was not made is an error that says so", async () => {
    const { agave, emulator, count } = openPlatform();
    emulator.files.put({ system: OWN, path: "/home/ann/tree/a" }, "a");
    emulator.faults.add({ match: { method: "POST", path: /\/pems\//u }, status: 502 });
    await expect(agave.files.setPermission(`${OWN}/tree`, GRANT)).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
    });
    expect(count("POST", /\/pems\//u)).toBe(1);
  });

  test("to a new folder is looked up", async () => {
    const { agave, emulator, count } = openPlatform();
    emulator.faults.add({ match: { method: "PUT", path: /\/media\//u }, reset: "after" });
    await agave.files.mkdir(`${OWN}/new`);
    expect(count("PUT", /\/media\//u)).toBe(1);
  });

  test("a download that is cut goes on where it was, and is whole", async () => {
    const { agave, emulator } = openPlatform();
    const text = "0123456789".repeat(10_000);
    emulator.files.put({ system: OWN, path: "/home/ann/x" }, text);
    emulator.faults.add({ match: { method: "GET", path: /\/media\//u }, tear: 40_000 });
    await expect(agave.files.getText(`${OWN}/x`)).resolves.toBe(text);
  });
});
