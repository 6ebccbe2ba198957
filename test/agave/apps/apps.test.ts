import { describe, expect, test } from "vitest";
import type { AppDefinition } from "../../../src/agave/index.ts";
import { gather, openPlatform } from "../support/platform.ts";

const APP: AppDefinition = {
  name: "sorter",
  version: "1.0.0",
  executionSystem: "hpc",
  deploymentSystem: "data",
  deploymentPath: "/ann/applications/wc-1.0.0",
  templatePath: "wrapper.sh",
  testPath: "test.sh",
  executionType: "CLI",
  inputs: [{ id: "file", value: { required: true } }],
  parameters: [{ id: "depth", value: { type: "number", default: 3 } }],
};

describe("apps", () => {
  test("are created, left alone, and changed by what differs", async () => {
    const { agave, count } = openPlatform();
    await expect(agave.apps.createOrUpdate(APP)).resolves.toMatchObject({ action: "created" });
    await expect(agave.apps.createOrUpdate(APP)).resolves.toMatchObject({ action: "unchanged" });
    await expect(agave.apps.createOrUpdate({ ...APP, label: "Sorts" })).resolves.toMatchObject({
      action: "updated",
      app: { label: "Sorts" },
    });
    expect(count("POST", /^\/apps/u)).toBe(2);
  });

  test("are listed, and the newest version of a name is found", async () => {
    const { agave } = openPlatform();
    for (const version of ["1.9.0", "1.10.0", "1.2.0"]) await agave.apps.create({ ...APP, version });
    const rows = await gather(agave.apps.listByName("sorter"));
    expect(rows).toHaveLength(3);
    await expect(agave.apps.getNewest("sorter")).resolves.toMatchObject({ id: "sorter-1.10.0" });
    await expect(agave.apps.getNewest("nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("are disabled, enabled and deleted; rights are given and taken away", async () => {
    const { agave } = openPlatform();
    const { id } = await agave.apps.create(APP);
    await agave.apps.setPermission(id, { username: "bob", permission: "READ_EXECUTE" });
    const rights = await gather(agave.apps.listPermissions(id));
    expect(rights.find(({ username }) => username === "bob")?.permission).toMatchObject({ execute: true });
    await agave.apps.deletePermission(id, "bob");
    await agave.apps.disable(id);
    await expect(agave.apps.enable(id)).resolves.toMatchObject({ available: true });
    await agave.apps.delete(id);
    await expect(agave.apps.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
