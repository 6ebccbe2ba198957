import { describe, expect, test } from "vitest";
import { openPlatform, type Platform } from "../support/platform.ts";
import { scripted } from "../support/scripted.ts";

const REQUEST = { name: "count words", inputs: { input1: "agave://data//ann/book.txt" } };

async function withApps(): Promise<Platform> {
  const platform = openPlatform();
  platform.emulator.files.put({ system: "data", path: "/ann/book.txt" }, "some words\n");
  const create = (name: string, version: string): Promise<unknown> =>
    platform.agave.apps.create({
      name,
      version,
      executionSystem: "hpc",
      deploymentSystem: "data",
      deploymentPath: "/ann/applications/wc-1.0.0",
      templatePath: "wrapper.sh",
      testPath: "test.sh",
      executionType: "CLI",
      inputs: [{ id: "input1", value: { required: true } }],
      parameters: [],
    });
  for (const version of ["1.9.0", "1.10.0", "1.2.0"]) await create("counter", version);
  await create("word-counter", "2.0.0");
  return platform;
}

/** What a call asks for. */
async function asked(platform: Platform, call: () => Promise<unknown>): Promise<readonly string[]> {
  const before = platform.asked().length;
  await call();
  return platform.asked().slice(before);
}

describe("a job's app by its name", () => {
  test("is the newest version, for one request more", async () => {
    const platform = await withApps();
    const requests = await asked(platform, async () => {
      const job = await platform.agave.jobs.submit({ ...REQUEST, appId: "word-counter" });
      expect(job.appId).toBe("word-counter-2.0.0");
    });
    expect(requests).toEqual([
      "GET /apps/v2/name/word-counter",
      "GET /apps/v2/word-counter-2.0.0",
      "POST /jobs/v2/",
    ]);
  });

  test("is found without a check, too, and by run", async () => {
    const { agave } = await withApps();
    const job = await agave.jobs.run({ ...REQUEST, appId: "counter" }, { check: false });
    expect(job).toMatchObject({ appId: "counter-1.10.0", status: "FINISHED" });
  });

  test("is not looked up where it is an id", async () => {
    const platform = await withApps();
    const requests = await asked(platform, () =>
      platform.agave.jobs.submit({ ...REQUEST, appId: "counter-1.2.0" }),
    );
    expect(requests).toEqual(["GET /apps/v2/counter-1.2.0", "POST /jobs/v2/"]);
  });

  test("is an id where no app has the name, however odd its version is", async () => {
    const { agave, asked: sent } = scripted(({ path }) => ({
      result: path.includes("/name/") ? [] : { id: "counter-beta", inputs: [], parameters: [] },
    }));
    await agave.jobs.submit({ name: "count", appId: "counter-beta" }, { mark: false });
    const last = sent.at(-1);
    expect(last).toMatchObject({ method: "POST", path: "/jobs/v2/" });
    expect(JSON.parse(last?.body ?? "")).toMatchObject({ appId: "counter-beta" });
  });

  test.each(["cuonter", "word-cuonter"])("tells near names of %s, and sends nothing", async (appId) => {
    const { agave, count } = await withApps();
    await expect(agave.jobs.submit({ ...REQUEST, appId })).rejects.toMatchObject({
      code: "NOT_FOUND",
      near: expect.arrayContaining([appId.replace("cuonter", "counter")]) as string[],
    });
    expect(count("POST", /^\/jobs/u)).toBe(0);
  });

  test("is told as missing where no names can be had, and an empty one before anything is sent", async () => {
    const { agave, emulator, asked: all } = await withApps();
    emulator.faults.add({ match: { method: "GET", path: /^\/apps\/v2\/?$/u }, status: 400 });
    await expect(agave.apps.getNewest("cuonter")).rejects.toMatchObject({ code: "NOT_FOUND", near: [] });
    const before = all().length;
    await expect(agave.jobs.submit({ ...REQUEST, appId: "" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    expect(all()).toHaveLength(before);
  });
});

describe("a job's systems by their names", () => {
  test("are found where the name cannot be an id", async () => {
    const platform = await withApps();
    const request = {
      ...REQUEST,
      appId: "counter-1.2.0",
      executionSystem: "community cluster",
      archiveSystem: "Community data",
    };
    const requests = await asked(platform, async () => {
      const job = await platform.agave.jobs.submit(request);
      expect(job).toMatchObject({ executionSystem: "hpc", archiveSystem: "data" });
    });
    expect(requests.filter((line) => line.includes("/systems/"))).toHaveLength(2);
    const plain = { ...request, executionSystem: "hpc", archiveSystem: "data" };
    const without = await asked(platform, () => platform.agave.jobs.submit(plain));
    expect(without.filter((line) => line.includes("/systems/"))).toEqual([]);
  });

  test("are told with near names where there are none", async () => {
    const { agave } = await withApps();
    await expect(
      agave.jobs.submit({ ...REQUEST, appId: "counter-1.2.0", archiveSystem: "Comunity data" }),
    ).rejects.toMatchObject({ code: "NOT_FOUND", near: ["Community data"] });
  });
});

describe("names wherever an id is asked for", () => {
  const registered = async (): Promise<Platform> => {
    const platform = await withApps();
    await platform.agave.systems.create({
      id: "lab",
      name: "Ann's laboratory",
      type: "STORAGE",
      storage: {
        host: "lab.example.com",
        port: 22,
        protocol: "SFTP",
        rootDir: "/",
        homeDir: "/home",
        auth: { type: "PASSWORD", username: "service", password: "service-password" },
      },
    });
    return platform;
  };

  test("an app's stands for its newest version", async () => {
    const { agave } = await registered();
    await expect(agave.apps.get("counter")).resolves.toMatchObject({ id: "counter-1.10.0" });
    await agave.apps.setPermission("counter", { username: "bob", permission: "READ" });
    const rows = await agave.apps.listPermissions("counter-1.10.0").first(10);
    expect(rows.map(({ username }) => username)).toContain("bob");
    await expect(agave.apps.disable("counter")).resolves.toMatchObject({
      id: "counter-1.10.0",
      available: false,
    });
  });

  test("an app's does not do where a version is deleted", async () => {
    const platform = await registered();
    const requests = await asked(platform, async () => {
      await expect(platform.agave.apps.delete("counter")).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
    expect(requests).toEqual(["DELETE /apps/v2/counter"]);
  });

  test("a system's is looked up where it can be no id", async () => {
    const platform = await registered();
    const { agave } = platform;
    await expect(agave.systems.get("Ann's laboratory")).resolves.toMatchObject({ id: "lab" });
    await agave.systems.setRole("Ann's laboratory", { username: "bob", role: "USER" });
    await expect(agave.systems.getRole("lab", "bob")).resolves.toMatchObject({ role: "USER" });
    await agave.systems.disable("ann's LABORATORY");
    const requests = await asked(platform, async () => {
      await agave.systems.delete({ id: "lab" });
    });
    expect(requests).toEqual(["DELETE /systems/v2/lab"]);
  });

  test("tell what is near, and refuse what names nothing", async () => {
    const { agave } = await registered();
    await expect(agave.systems.get("Ann's labratory")).rejects.toMatchObject({
      code: "NOT_FOUND",
      near: ["Ann's laboratory"],
    });
    const nothing = {} as { readonly id: string };
    await expect(agave.systems.get(nothing)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("an app that is deployed is found by its id alone, though another has that for a name", async () => {
    const definition = {
      name: "wc",
      version: "2",
      executionSystem: "hpc",
      executionType: "HPC",
      deploymentPath: "wc",
      deploymentSystem: "data",
      templatePath: "run.sh",
      testPath: "test.sh",
      inputs: [],
      parameters: [],
    } as const;
    const { agave, asked: sent } = scripted(({ method, path }) => {
      if (path.includes("/name/")) throw new Error(`${path} is not asked for`);
      return { result: method === "GET" ? { ...definition, id: "wc-2" } : {} };
    });
    await expect(agave.apps.createOrUpdate(definition)).resolves.toMatchObject({ action: "unchanged" });
    expect(sent.map(({ path }) => path)).toEqual(["/apps/v2/wc-2"]);
  });
});

test("a look-up by name asks for what it compares, and for no more", async () => {
  const filters = async (
    run: (agave: ReturnType<typeof scripted>["agave"]) => Promise<unknown>,
  ): Promise<unknown> => {
    const rows = [
      { id: "lab-1.0", name: "lab", version: "1.0", revision: 1 },
      { id: "big", name: "Big one" },
    ];
    const { agave, asked: sent } = scripted(({ path }) => ({
      result: /name|\/v2\/$/u.test(path) ? rows : { id: "lab" },
    }));
    await run(agave);
    return sent.map(({ path, query }) => `${path} ${query.get("filter") ?? "all"}`);
  };
  expect(await filters(({ apps }) => apps.get("lab"))).toEqual([
    "/apps/v2/name/lab id,name,version,revision",
    "/apps/v2/lab-1.0 all",
  ]);
  expect(await filters(({ apps }) => apps.get("lub").catch(() => undefined))).toEqual([
    "/apps/v2/name/lub id,name,version,revision",
    "/apps/v2/ id,name",
  ]);
  expect(await filters(({ systems }) => systems.get("Big one"))).toEqual([
    "/systems/v2/ id,name",
    "/systems/v2/big all",
  ]);
  // These read all that a row has.
  expect(await filters(({ systems }) => systems.list().first(1))).toEqual(["/systems/v2/ all"]);
});

test("details of jobs are asked for by the names of all members that are read", async () => {
  const { agave, asked: sent } = scripted(() => ({ result: [] }));
  await agave.jobs.listDetails().first(1);
  const filter = sent[0]?.query.get("filter")?.split(",") ?? [];
  expect(filter).toEqual(expect.arrayContaining(["id", "inputs", "parameters", "localJobId", "_links"]));
  await agave.jobs.list().first(1);
  expect(sent[1]?.query.get("filter")).toBeNull();
});
