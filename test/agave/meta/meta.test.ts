import { describe, expect, test } from "vitest";
import { gather, openPlatform } from "../support/platform.ts";

const SCHEMA = { type: "object", required: ["status"], properties: { status: { type: "string" } } };

describe("metadata", () => {
  test("is stored, found by a query that is an object, changed and deleted", async () => {
    const { agave } = openPlatform();
    const done = await agave.meta.create({ name: "run", value: { status: "done", n: 1 } });
    await agave.meta.create({ name: "run", value: { status: "failed" } });
    await agave.meta.create({ name: "other", value: "text" });
    const query = { name: "run", "value.status": { $in: ["done", "lost"] } };
    const found = await gather(agave.meta.list({ query }));
    expect(found.map(({ uuid }) => uuid)).toEqual([done.uuid]);
    await agave.meta.update(done.uuid, { name: "run", value: { status: "seen" } });
    await expect(agave.meta.get(done.uuid)).resolves.toMatchObject({ value: { status: "seen" } });
    await agave.meta.delete(done.uuid);
    await expect(agave.meta.get(done.uuid)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(gather(agave.meta.list({ query }))).resolves.toEqual([]);
  });

  test("is checked by its schema, in the platform's words", async () => {
    const { agave } = openPlatform();
    const schema = await agave.meta.createSchema(SCHEMA);
    await agave.meta.create({ name: "run", value: { status: "done" }, schemaId: schema.uuid });
    await expect(
      agave.meta.create({ name: "run", value: { status: 1 }, schemaId: schema.uuid }),
    ).rejects.toMatchObject({ status: 400 });
    expect((await gather(agave.meta.listSchemas())).map(({ uuid }) => uuid)).toContain(schema.uuid);
    await agave.meta.deleteSchema(schema.uuid);
  });

  test("is read through a validator of the program's own", async () => {
    const { agave } = openPlatform();
    const { uuid } = await agave.meta.create({ name: "run", value: { n: 2 } });
    const validator = {
      "~standard": {
        validate: (value: unknown) =>
          typeof value === "object" && value !== null && "n" in value && typeof value.n === "number"
            ? { value: value.n }
            : { issues: [{ message: "n is missing" }] },
      },
    };
    await expect(agave.meta.getValue(uuid, validator)).resolves.toBe(2);
    const bad = await agave.meta.create({ name: "bad", value: {} });
    await expect(agave.meta.getValue(bad.uuid, validator)).rejects.toThrow(/n is missing/u);
    expect(await gather(agave.meta.values(validator, { query: { name: "run" } }))).toEqual([2]);
  });

  test("rights are given, listed and taken away; many are stored at once", async () => {
    const { agave } = openPlatform();
    const { uuid } = await agave.meta.create({ name: "run", value: 1 });
    await agave.meta.setPermission(uuid, { username: "bob", permission: "READ" });
    const rights = await gather(agave.meta.listPermissions(uuid));
    expect(rights.find(({ username }) => username === "bob")?.permission).toMatchObject({ read: true });
    await agave.meta.deletePermission(uuid, "bob");
    await agave.meta.createMany([
      { name: "many", value: 1 },
      { name: "many", value: 2 },
    ]);
    const many = await gather(agave.meta.list({ query: { name: "many" } }));
    expect(many).toHaveLength(2);
    await agave.meta.deleteMany(many.map((item) => item.uuid));
    expect(await gather(agave.meta.list({ query: { name: "many" } }))).toEqual([]);
  });
});
