import { describe, expect, test } from "vitest";
import { isFootbridgeError } from "../../../src/index.ts";
import type { SystemInput } from "../../../src/agave/index.ts";
import { gather, openPlatform } from "../support/platform.ts";
import { scripted } from "../support/scripted.ts";

const SYSTEM: SystemInput = {
  id: "lab.storage",
  name: "Lab",
  type: "STORAGE",
  storage: {
    host: "lab.example.com",
    port: 22,
    protocol: "SFTP",
    rootDir: "/",
    homeDir: "/home/lab",
    auth: { type: "PASSWORD", username: "lab", password: "lab-password" },
  },
};

describe("systems", () => {
  test("are created, left alone, and changed by what differs", async () => {
    const { agave, count } = openPlatform();
    await expect(agave.systems.createOrUpdate(SYSTEM)).resolves.toMatchObject({ action: "created" });
    await expect(agave.systems.createOrUpdate(SYSTEM)).resolves.toMatchObject({ action: "unchanged" });
    await expect(agave.systems.createOrUpdate({ ...SYSTEM, name: "Lab 2" })).resolves.toMatchObject({
      action: "updated",
      system: { name: "Lab 2" },
    });
    expect(count("POST", /^\/systems/u)).toBe(2);
  });

  test("are listed by what they are for, made a default, disabled and enabled", async () => {
    const { agave } = openPlatform();
    await agave.systems.create(SYSTEM);
    const stores = await gather(agave.systems.list({ type: "STORAGE" }));
    expect(stores.map(({ id }) => id)).toContain("lab.storage");
    expect(stores.every(({ type }) => type === "STORAGE")).toBe(true);
    await agave.systems.setDefault("lab.storage");
    const [first] = await agave.systems.list({ type: "STORAGE", default: true, public: false }).first(1);
    expect(first?.id).toBe("lab.storage");
    await expect(agave.systems.disable("lab.storage")).resolves.toMatchObject({ available: false });
    await expect(agave.systems.enable("lab.storage")).resolves.toMatchObject({ available: true });
    await agave.systems.delete("lab.storage");
    await expect(agave.systems.get("lab.storage")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("roles are given, read and taken away", async () => {
    const { agave } = openPlatform();
    await agave.systems.create(SYSTEM);
    await agave.systems.setRole("lab.storage", { username: "bob", role: "PUBLISHER" });
    await expect(agave.systems.getRole("lab.storage", "bob")).resolves.toMatchObject({ role: "PUBLISHER" });
    const roles = await gather(agave.systems.listRoles("lab.storage"));
    expect(roles.map(({ username }) => username)).toContain("bob");
    await agave.systems.revokeRole("lab.storage", "bob");
    const left = await gather(agave.systems.listRoles("lab.storage"));
    expect(left.map(({ username }) => username)).not.toContain("bob");
  });

  test("a role that comes as an array of one is one role", async () => {
    const { agave } = scripted(() => ({ result: [{ username: "bob", role: "USER" }] }));
    await expect(agave.systems.getRole("x", "bob")).resolves.toMatchObject({ username: "bob", role: "USER" });
  });

  test("a right that lacks is told as such", async () => {
    const { emulator, client } = openPlatform();
    const bob = client({
      username: "bob",
      password: "bob-password",
      apiKey: "bob-key",
      apiSecret: "bob-secret",
    });
    const error: unknown = await bob.systems.delete("ann.storage").catch((reason: unknown) => reason);
    // What a stranger may not see may as well not be there.
    expect(error).toSatisfy(
      (it) => isFootbridgeError(it, "PERMISSION_DENIED") || isFootbridgeError(it, "NOT_FOUND"),
    );
    expect(emulator.requests.filter(({ path }) => path.startsWith("/token"))).toHaveLength(1);
  });
});
