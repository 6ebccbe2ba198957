import { expect, test } from "vitest";
import { gather, openPlatform } from "../support/platform.ts";

test("monitors are registered, check at once, are disabled, enabled and deleted", async () => {
  const { agave } = openPlatform();
  const { id } = await agave.monitors.create({ target: "ann.storage", frequency: 60 });
  expect((await gather(agave.monitors.list({ target: "ann.storage" }))).map((monitor) => monitor.id)).toEqual(
    [id],
  );
  await agave.monitors.runCheck(id);
  const checks = await gather(agave.monitors.checks(id));
  expect(checks.length).toBeGreaterThan(0);
  await agave.monitors.disable(id);
  await expect(agave.monitors.get(id)).resolves.toMatchObject({ active: false });
  await agave.monitors.enable(id);
  await expect(agave.monitors.get(id)).resolves.toMatchObject({ active: true });
  await agave.monitors.delete(id);
  expect(await gather(agave.monitors.list())).toEqual([]);
});
