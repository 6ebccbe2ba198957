import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BadState,
  emulateSaagie,
  type EmulatedSaagie,
  type SavedState,
} from "../../../src/emulator/index.ts";
import { appProject, install, makeApp, makeVolume } from "./apps/wire.ts";
import { A, B, C, jobNode, makePipeline, readRun, runPipeline, statusNode } from "./pipelines/wire.ts";
import { addFile, metadata, readRepository } from "./repositories/wire.ts";
import { outcome, rest } from "./rest-wire.ts";
import { bashJob, connect, CREATE_JOB, makeJob, readyProject, requestToken, run, type Wire } from "./wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
});

/** What is left of a state that went through a file. */
const copied = async (from: EmulatedSaagie): Promise<SavedState> =>
  JSON.parse(JSON.stringify(await from.save())) as SavedState;

async function loaded(state: SavedState, options: object = {}): Promise<EmulatedSaagie> {
  const other = emulateSaagie({ clock: "manual", ...options });
  await other.load(state);
  return other;
}

/** The same token, at another emulator. */
const moved = (to: EmulatedSaagie): Promise<Wire> => connect(to);

const PACKAGE = "echo packed\n";

interface Everything {
  readonly project: string;
  readonly job: string;
  readonly instance: string;
  readonly pipeline: string;
  readonly pipelineRun: string;
  readonly app: string;
  readonly volume: string;
  readonly repository: string;
  readonly downloadUrl: string;
}

/** Makes one of everything that there is. */
async function makeEverything(): Promise<Everything> {
  const project = await appProject(emulator, wire);
  const upload = await wire.upload<{
    createJob: { id: string; versions: [{ packageInfo: { downloadUrl: string } }] };
  }>(
    CREATE_JOB.replace("{ id name alias }", "{ id versions { packageInfo { downloadUrl } } }"),
    bashJob(project, { name: "With package" }),
    new File([PACKAGE], "run me.sh", { type: "text/x-sh" }),
  );
  const job = upload.data.createJob.id;
  const instance = await run(wire, job);
  const pipeline = await makePipeline(wire, project, {
    jobNodes: [jobNode(A, job, [B]), jobNode(C, job)],
    conditionNodes: [statusNode(B, "AllSuccess", { yes: [C] })],
  });
  const pipelineRun = await runPipeline(wire, pipeline);
  const app = await makeApp(wire, project);
  await install(wire, project);
  const volume = await makeVolume(wire, project);
  emulator.variables.add({ name: "SECRET", value: "hush", isPassword: true });
  await wire.post(
    "mutation ($c: DockerCredentialsInput) { createDockerCredentials(dockerCredentials: $c) { id } }",
    { c: { projectId: project, username: "u", password: "p" } },
  );
  const repository = await addFile(emulator, wire, { "metadata.yaml": metadata("a") });
  emulator.technologies.addFacet({ name: "gpu" });
  emulator.groups.add({ name: "data-team", allProjects: "ROLE_PROJECT_VIEWER" });
  emulator.users.add({ login: "ada", password: "secret", groups: ["data-team"] });
  emulator.users.add({ login: "gone", password: "secret" });
  await rest(emulator, wire, "DELETE /auth/api/users/gone");
  emulator.clock.advance(60_000);
  const { downloadUrl } = upload.data.createJob.versions[0].packageInfo;
  return { project, job, instance, pipeline, pipelineRun, app, volume, repository, downloadUrl };
}

const READ = `query ($project: UUID!, $job: UUID!, $instance: UUID!, $pipelineRun: UUID!, $app: UUID!) {
  project(id: $project) { id name description status jobsCount appTechnologies { id } volumes { id name size } apps { id name currentVersion { number } } }
  job(id: $job) { id name alias versions { number commandLine packageInfo { name downloadUrl } } instances { id number status startTime endTime } }
  jobInstance(id: $instance) { id status version { number } }
  filteredLogs(jobInstanceID: $instance, streams: [STDOUT]) { count content { index value } }
  pipelines(projectId: $project) { id name versions { number graph { jobNodes { id } conditionNodes { id } } } instances { id number status } }
  pipelineInstance(id: $pipelineRun) { id status conditionsInstance { id conditionNodeId isSuccess } jobsInstance { id status } }
  app(id: $app) { id name history { currentStatus } versions { number dockerInfo { image } } }
  globalEnvironmentVariables { id name value isPassword }
  allDockerCredentials(projectId: $project) { id username }
  rights(projectId: $project) { name role isAllProjects }
}`;

describe("a state", () => {
  test("has something of everything, and goes into another emulator and out of it unchanged", async () => {
    const everything = await makeEverything();
    const state = await copied(emulator);
    const { world } = state as unknown as { readonly world: Readonly<Record<string, object>> };
    // Only older versions have connections.
    for (const [store, content] of Object.entries(world).filter(([name]) => name !== "connections")) {
      const members = "$map" in content ? content.$map : "$list" in content ? content.$list : content;
      expect([store, members]).not.toEqual([store, []]);
    }
    const other = await loaded(state);
    expect(await copied(other)).toEqual(state);
    const there = await moved(other);
    const before = await wire.post(READ, everything);
    expect(before.errors).toBeUndefined();
    expect(await there.post(READ, everything)).toEqual(before);
    const { repository, downloadUrl } = everything;
    expect(await readRepository(there, repository)).toEqual(await readRepository(wire, repository));
    expect(await (await there.get(downloadUrl)).text()).toBe(PACKAGE);
    expect((await there.catalogue("{ facets { name } }")).data).toEqual({ facets: [{ name: "gpu" }] });
  });

  test("keeps people, their passwords, their rights and their tokens", async () => {
    const { project } = await makeEverything();
    const ada = await connect(emulator, { login: "ada", password: "secret" });
    const other = await loaded(await copied(emulator));
    const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" };
    const query = "query ($id: UUID!) { project(id: $id) { id } }";
    const answer = await other.fetch(`${other.url}/projects/api/platform/1/graphql`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query, variables: { id: project } }),
    });
    expect(await answer.json()).toEqual({ data: { project: { id: project } } });
    const there = await connect(other, { login: "ada", password: "secret" });
    const edit = "mutation ($id: UUID!) { deleteProject(projectId: $id) }";
    expect((await there.post(edit, { id: project })).errors).toHaveLength(1);
  });

  test("can be gone on from", async () => {
    const { project, job, app, volume } = await makeEverything();
    const other = await loaded(await copied(emulator));
    const there = await moved(other);
    const instance = await run(there, job);
    other.clock.advance(3000);
    const { data } = await there.post(
      `query ($job: UUID!, $instance: UUID!) {
        jobInstance(id: $instance) { status number }
        job(id: $job) { instances { id } }
      }`,
      { job, instance },
    );
    expect(data).toMatchObject({ jobInstance: { status: "SUCCEEDED", number: 4 } });
    // What is in two places is still one thing: the run is also in the list of its job.
    expect(data).toMatchObject({ job: { instances: expect.arrayContaining([{ id: instance }]) as unknown } });
    const stop = await there.post("mutation ($id: UUID!) { stopApp(id: $id) { id } }", { id: app });
    expect(stop.errors).toBeUndefined();
    other.clock.advance(2000);
    await there.post("mutation ($id: UUID!) { deleteVolume(id: $id) { id } }", { id: volume });
    const removal = await there.post("mutation ($id: UUID!) { deleteProject(projectId: $id) }", {
      id: project,
    });
    expect(removal.errors).toBeUndefined();
    expect((await wire.post("{ projects { id } }")).data).toEqual({ projects: [{ id: project }] });
  });

  test("lets no identifier come twice", async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const next = await loaded(await copied(emulator));
      emulator = next;
      ids.add(await readyProject(next, await moved(next), { name: `Project ${String(round)}` }));
    }
    expect(ids.size).toBe(3);
  });

  test("is of the moment at which it was asked for", async () => {
    const saving = emulator.save();
    await readyProject(emulator, wire);
    const there = await moved(await loaded(await saving));
    expect((await there.post("{ projects { id } }")).data).toEqual({ projects: [] });
  });

  test("is put in place of what there was", async () => {
    const empty = await copied(emulator);
    const project = await readyProject(emulator, wire);
    const job = await makeJob(wire, project);
    await run(wire, job);
    emulator.users.add({ login: "ada", password: "secret" });
    await emulator.load(empty);
    emulator.clock.advance(10_000);
    const again = await connect(emulator);
    expect((await again.post("{ projects { id } }")).data).toEqual({ projects: [] });
    expect((await requestToken(emulator, { login: "ada", password: "secret" })).status).toBe(401);
  });

  test("is gone after a reset", async () => {
    await readyProject(emulator, wire);
    const other = await loaded(await copied(emulator));
    await other.reset();
    const there = await moved(other);
    expect((await there.post("{ projects { id } }")).data).toEqual({ projects: [] });
  });
});

describe("time", () => {
  test("jumps to when the state was saved, and never back", async () => {
    emulator.clock.advance(3_600_000);
    const state = await copied(emulator);
    expect(state.savedAt).toBe("2024-06-03T09:00:00.000Z");
    const behind = await loaded(state);
    expect(behind.clock.now()).toBe(Date.UTC(2024, 5, 3, 9));
    const ahead = emulateSaagie({ clock: "manual", start: new Date("2025-01-01T00:00:00Z") });
    await ahead.load(state);
    expect(ahead.clock.now()).toBe(Date.UTC(2025, 0, 1));
  });

  test("of what was planned before does not come any more", async () => {
    const state = await copied(emulator);
    const project = await readyProject(emulator, wire);
    await run(wire, await makeJob(wire, project));
    await emulator.load(state);
    expect(() => emulator.clock.advance(3_600_000)).not.toThrow();
  });
});

describe("what was under way is at its end after loading", () => {
  test("projects, apps and storages have arrived", async () => {
    const project = await appProject(emulator, wire);
    const [starting, stopping] = [
      await makeApp(wire, project),
      await makeApp(wire, project, { name: "Two" }),
    ];
    emulator.clock.advance(2000);
    for (const [field, id] of [
      ["restartApp", starting],
      ["stopApp", stopping],
    ] as const)
      await wire.post(`mutation ($id: UUID!) { ${field}(id: $id) { id } }`, { id });
    const volume = await makeVolume(wire, project);
    await wire.post("mutation ($id: UUID!) { duplicateVolume(originalVolumeId: $id) { id } }", {
      id: volume,
    });
    const young = await wire.post<{ createProject: { id: string } }>(
      'mutation { createProject(project: { name: "Young" }) { id } }',
    );
    const there = await moved(await loaded(await copied(emulator)));
    const { data } = await there.post(
      `query ($project: UUID!, $young: UUID!, $starting: UUID!, $stopping: UUID!) {
        young: project(id: $young) { status }
        project(id: $project) { volumes { duplicationStatus isLocked } }
        starting: app(id: $starting) { history { currentStatus } }
        stopping: app(id: $stopping) { history { currentStatus } }
      }`,
      { project, young: young.data.createProject.id, starting, stopping },
    );
    const idle = { duplicationStatus: null, isLocked: false };
    expect(data).toEqual({
      young: { status: "READY" },
      project: { volumes: [idle, idle] },
      starting: { history: { currentStatus: "STARTED" } },
      stopping: { history: { currentStatus: "STOPPED" } },
    });
  });

  test("runs have failed, or were killed; none is begun again", async () => {
    const project = await readyProject(emulator, wire);
    const job = await makeJob(wire, project);
    const [running, killing] = [await run(wire, job), await run(wire, job)];
    const pipeline = await makePipeline(wire, project, {
      jobNodes: [jobNode(A, job, [B]), jobNode(C, job)],
      conditionNodes: [statusNode(B, "AllSuccess", { yes: [C] })],
    });
    const pipelineRun = await runPipeline(wire, pipeline);
    emulator.clock.advance(1000);
    await wire.post("mutation ($id: UUID!) { stopJobInstance(jobInstanceId: $id) { id } }", { id: killing });
    const other = await loaded(await copied(emulator));
    const there = await moved(other);
    const read = async (): Promise<unknown> =>
      (
        await there.post(
          "query ($a: UUID!, $b: UUID!) { a: jobInstance(id: $a) { status endTime } b: jobInstance(id: $b) { status } }",
          { a: running, b: killing },
        )
      ).data;
    const ended = { a: { status: "FAILED", endTime: "2024-06-03T08:00:03Z" }, b: { status: "KILLED" } };
    expect(await read()).toEqual(ended);
    const ran = {
      status: "FAILED",
      endTime: "2024-06-03T08:00:03Z",
      nodes: { a: "FAILED", b: "SKIPPED", c: "SKIPPED" },
    };
    expect(await readRun(there, pipelineRun)).toEqual(ran);
    other.clock.advance(60_000);
    expect(await read()).toEqual(ended);
    // The emulator that was saved knows nothing of all this.
    emulator.clock.advance(10_000);
    expect(await readRun(wire, pipelineRun)).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("the emulator's options", () => {
  test("give it their user when the state has none of that login", async () => {
    const other = await loaded(await copied(emulator), { user: "grace", password: "hopper" });
    expect((await requestToken(other)).status).toBe(200);
    expect((await requestToken(other, { login: "demo", password: "demo" })).status).toBe(200);
  });

  test("do not change a password that the state has", async () => {
    const body = { login: "demo", oldPassword: "demo", newPassword: "Better-1-pass" };
    await rest(emulator, wire, "PUT /authentication/api/open/password/change", body);
    const other = await loaded(await copied(emulator));
    expect((await requestToken(other)).status).toBe(401);
    expect((await requestToken(other, { login: "demo", password: "Better-1-pass" })).status).toBe(200);
  });

  test("give it their other platforms, and must name one that the state has", async () => {
    const state = await copied(emulator);
    const other = await loaded(state, { platforms: [2] });
    const there = await moved(other);
    const [status] = await outcome(
      await rest(other, there, "GET /security/api/groups/authorizations/2/permissions/projects"),
    );
    expect(status).toBe(200);
    await expect(loaded(state, { platform: 6 })).rejects.toThrow(/platform 1.*platform 6/);
  });

  test("keep faults, scripts and the log of requests", async () => {
    const state = await copied(emulator);
    emulator.scripts.setDefault({ outcome: "FAILED" });
    emulator.faults.add({ match: { operation: "projects" }, status: 503 });
    const count = emulator.requests.length;
    await emulator.load(state);
    expect(emulator.requests).toHaveLength(count);
    const there = await moved(emulator);
    const instance = await run(there, await makeJob(there, await readyProject(emulator, there)));
    emulator.clock.advance(3000);
    const query = "query ($id: UUID!) { jobInstance(id: $id) { status } }";
    expect((await there.post(query, { id: instance })).data).toEqual({ jobInstance: { status: "FAILED" } });
    await expect(there.post("{ projects { id } }")).rejects.toThrow();
  });
});

describe("what is no state is refused, and changes nothing", () => {
  const alter = (change: (state: Record<string, unknown>) => unknown): ((state: SavedState) => unknown) => {
    return (state) => change({ ...state });
  };
  const world = (stores: object) => (state: Record<string, unknown>) => ({
    ...state,
    world: { ...(state["world"] as object), ...stores },
  });

  test.each<readonly [string, (state: SavedState) => unknown, RegExp]>([
    ["nothing", () => undefined, /not the state/],
    ["null", () => null, /not the state/],
    ["a list", () => [], /not the state/],
    ["another format", alter((state) => ({ ...state, format: "x" })), /not the state/],
    ["a newer version", alter((state) => ({ ...state, version: 2 })), /format 2/],
    [
      "a newer Saagie",
      alter((state) => ({ ...state, platformVersion: "2099.01" })),
      /Saagie 2099\.01.*this emulator is Saagie/,
    ],
    ["another platform", alter((state) => ({ ...state, platform: "agave" })), /agave/],
    ["no world", alter(({ world: _, ...state }) => state), /damaged/],
    ["a world that is none", alter((state) => ({ ...state, world: 3 })), /damaged/],
    ["no files", alter((state) => ({ ...state, files: null })), /damaged/],
    ["a file without content", alter((state) => ({ ...state, files: [{ type: "" }] })), /damaged/],
    ["no time", alter((state) => ({ ...state, savedAt: "soon" })), /damaged/],
    ["no place in the sequence of identifiers", alter((state) => ({ ...state, ids: 0.5 })), /damaged/],
    ["an unknown store", alter(world({ dreams: { $map: [] } })), /dreams/],
    ["a store of another kind", alter(world({ users: [] })), /no map for users/],
    ["a store of texts", alter(world({ users: { $map: [["ada", "x"]] } })), /users/],
    ["a map without pairs", alter(world({ users: { $map: [[]] } })), /map without/],
    ["a map that is not a list", alter(world({ users: { $map: 1 } })), /a list belongs/],
    ["a reference to nothing", alter(world({ users: { $ref: 99_999 } })), /refers to 99999/],
    ["a file that is not there", alter(world({ users: { $file: 5 } })), /no file 5/],
    ["an unknown kind of thing", alter(world({ users: { $date: "x" } })), /\$date/],
  ])("%s", async (_, change, message) => {
    const project = await readyProject(emulator, wire);
    const bad = change(await copied(emulator));
    await expect(emulator.load(bad)).rejects.toThrow(BadState);
    await expect(emulator.load(bad)).rejects.toThrow(message);
    expect((await wire.post("{ projects { id } }")).data).toEqual({ projects: [{ id: project }] });
  });

  test("a store that an older emulator had not is as in the beginning", async () => {
    const { world: stores, ...state } = await copied(emulator);
    const {
      facets: _facets,
      variables: _variables,
      ...older
    } = stores as { readonly [name: string]: object };
    await emulator.load({ ...state, world: older });
    const there = await moved(emulator);
    expect((await there.post("{ globalEnvironmentVariables { id } }")).data).toEqual({
      globalEnvironmentVariables: [],
    });
  });
});

describe("a file", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "footbridge-state-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("keeps a state, for nobody else to read", async () => {
    const { project } = await makeEverything();
    const path = join(folder, "state.json");
    await emulator.saveFile(path);
    await emulator.saveFile(path);
    expect(await readdir(folder)).toEqual(["state.json"]);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(await copied(emulator));
    const other = emulateSaagie({ clock: "manual" });
    await other.loadFile(path);
    const there = await moved(other);
    expect((await there.post("{ projects { id } }")).data).toEqual({ projects: [{ id: project }] });
  });

  test("stays what it was when it cannot be written", async () => {
    await expect(emulator.saveFile(join(folder, "nowhere", "state.json"))).rejects.toThrow(/ENOENT/);
    expect(await readdir(folder)).toEqual([]);
  });

  test("that is not there, or no JSON, is told", async () => {
    await expect(emulator.loadFile(join(folder, "state.json"))).rejects.toThrow(/ENOENT/);
    const path = join(folder, "notes.txt");
    await writeFile(path, "{");
    await expect(emulator.loadFile(path)).rejects.toThrow(BadState);
    await expect(emulator.loadFile(path)).rejects.toThrow(/notes\.txt is not JSON/);
  });
});

test("the state of an older Saagie is taken up as by an upgrade", async () => {
  const older = emulateSaagie({ clock: "manual", platformVersion: "2023.01", projectSeconds: 0 });
  const before = await connect(older);
  const created = await before.post<{ createProject: { id: string } }>(
    'mutation { createProject(project: { name: "Kept" }) { id } }',
  );
  const newer = emulateSaagie({ clock: "manual" });
  await newer.load(await older.save());
  const { data } = await (
    await connect(newer)
  ).post<{ projects: readonly { id: string }[] }>("{ projects { id } }");
  expect(data.projects).toEqual([{ id: created.data.createProject.id }]);
});
