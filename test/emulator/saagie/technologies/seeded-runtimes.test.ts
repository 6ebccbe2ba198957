import { describe, expect, onTestFinished, test } from "vitest";
import { emulateSaagie, type EmulatedSaagieOptions } from "../../../../src/emulator/index.ts";
import { Saagie } from "../../../../src/saagie/index.ts";
import { rejection } from "../../../saagie/support/things.ts";

interface Seeded {
  readonly emulator: ReturnType<typeof emulateSaagie>;
  readonly saagie: Saagie;
}

async function seeded(options: EmulatedSaagieOptions): Promise<Seeded> {
  const emulator = emulateSaagie({ clock: "auto", projectSeconds: 0, ...options });
  onTestFinished(() => emulator.close());
  const { url, realm, platform, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, realm, platform, user, password, fetch, clock });
  await saagie.projects.ensure({ name: "Sales" });
  return { emulator, saagie };
}

/** A job that a program of an older time makes. */
function python(runtimeVersion: string): Parameters<Saagie["jobs"]["create"]>[1] {
  const file = { name: "a.py", content: "1" };
  return {
    name: `On ${runtimeVersion}`,
    technology: "Python",
    runtimeVersion,
    commandLine: "python {file}",
    file,
  };
}

describe.each(["2023.01", "2024.05"])("runtimes of an emulated %s", (platformVersion) => {
  test("are those that are told, besides those that there are, and again those that were withdrawn", async () => {
    const runtimes = { Python: ["3.7", "2.7"] };
    const { saagie } = await seeded({ platformVersion, runtimes });
    for (const version of ["3.7", "2.7", "3.10"]) {
      const { id } = await saagie.jobs.create("Sales", python(version));
      expect(await saagie.jobs.get(id)).toMatchObject({ versions: [{ runtimeVersion: version }] });
    }
    const without = await seeded({ platformVersion });
    for (const version of ["3.7", "2.7"]) {
      expect(await rejection(without.saagie.jobs.create("Sales", python(version)))).toMatchObject({
        code: "INVALID_INPUT",
      });
    }
  });

  test("of apps are told by their labels", async () => {
    const label = "JupyterLab Python 3.8 / 3.9";
    const { saagie } = await seeded({ platformVersion, runtimes: { "Jupyter Notebook": [label] } });
    const app = await saagie.apps.install("Sales", { technology: "Jupyter Notebook", context: label });
    expect((await saagie.apps.get(app.id)).currentVersion?.runtimeContextId).toBe(
      "jupyter-notebook-jupyterlab-python-3.8-3.9",
    );
  });
});

test("told runtimes are there after a reset, and after their repository is synchronized", async () => {
  const { emulator, saagie } = await seeded({ runtimes: { Python: ["3.7"] } });
  const [repository] = await saagie.technologies.listRepositories();
  await emulator.technologies.synchronize(repository?.id ?? "");
  expect(await saagie.jobs.create("Sales", python("3.7"))).toHaveProperty("id");
  await emulator.reset();
  await saagie.projects.ensure({ name: "Sales" });
  saagie.technologies.refresh();
  expect(await saagie.jobs.create("Sales", python("3.7"))).toHaveProperty("id");
});

test.each([
  [{ Pyton: ["3.7"] }, 'The catalogue has no technology "Pyton": did you mean Python?'],
  [{ Python: [" "] }, "A runtime of Python has no name"],
])("%j is refused", (runtimes, message) => {
  expect(() => emulateSaagie({ runtimes })).toThrow(new RangeError(message));
});
