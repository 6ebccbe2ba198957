// A user's test, for Jest and for vitest alike.
/* global test, expect */
import { isFootbridgeError } from "footbridge";
import { emulateSaagie } from "footbridge/emulator";
import { Saagie } from "footbridge/saagie";
import { http } from "msw";

test("the report runs", async () => {
  const emulator = emulateSaagie({ clock: "auto" });
  emulator.scripts.set("Report", { lines: ["12 orders"] });
  const { url, platform, realm, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock });
  await saagie.projects.ensure({ name: "Sales" });
  const file = { name: "report.sh", content: "echo 12 orders\n" };
  await saagie.jobs.create("Sales", { name: "Report", technology: "Bash", commandLine: "sh {file}", file });
  const run = await saagie.jobs.runAndWait({ project: "Sales", name: "Report" });
  const lines = [];
  for await (const { value } of saagie.jobs.logs(run.id)) lines.push(value);
  expect(lines).toContain("12 orders");
  const error = await saagie.jobs.get({ project: "Sales", name: "Reprot" }).catch((one) => one);
  expect(isFootbridgeError(error) && error.code).toBe("NOT_FOUND");
  expect(await emulator.handlers({ http, HttpResponse: Response })).not.toHaveLength(0);
});

test("a platform on a socket", async () => {
  const emulator = emulateSaagie();
  const { url, close } = await emulator.listen();
  const { platform, realm, user, password } = emulator;
  const saagie = new Saagie({ url, platform, realm, user, password });
  expect(await saagie.projects.list()).toEqual([]);
  await close();
});
