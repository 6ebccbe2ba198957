import { emulateSaagie, type EmulatedSaagie } from "../../../src/emulator/index.ts";
import { pipelineGraph, Saagie } from "../../../src/saagie/index.ts";
import { randomPassword } from "../contract/people.ts";
import type { Environment } from "./environment.ts";

/** A platform behind a socket, and the environment that names it: nothing in it is called as it is by default. */
export interface ServedPlatform {
  readonly emulator: EmulatedSaagie;
  readonly environment: Environment;
}

/** So fast are its machines; its time is the real one, since clients of a live platform have no other. */
const SECONDS = 0.05;

const PATIENCE = { intervalMs: 20 };

/** Serves an emulator, and fills it as people fill a platform that they work with. */
export async function servePlatform(): Promise<ServedPlatform> {
  const [user, password, realm] = ["maria", randomPassword(), "orchard"];
  const emulator = emulateSaagie({
    realm,
    platform: 7,
    platforms: [7, 9],
    user,
    password,
    seed: 11,
    projectSeconds: SECONDS,
    runSeconds: SECONDS,
    appSeconds: SECONDS,
    storageSeconds: SECONDS,
  });
  // Its machines have no Python: what its scripts would do, it knows by the names of their jobs.
  emulator.scripts.setDefault(({ jobName }) =>
    jobName.startsWith("endless") ? { seconds: Infinity } : { lines: ["hello"] },
  );
  const { url } = await emulator.listen();
  const environment = {
    SAAGIE_URL: `${url}/projects/platform/7/`,
    SAAGIE_REALM: realm,
    SAAGIE_USER: user,
    SAAGIE_PASSWORD: password,
  };
  await fill(Saagie.fromEnvironment({}, environment));
  return { emulator, environment };
}

/** Makes one of everything that the contract must leave as it is. */
async function fill(saagie: Saagie): Promise<void> {
  const { projects, users, groups, profiles, repositories, environmentVariables } = saagie;
  await users.create({ login: "nils", password: randomPassword(), roles: ["ROLE_USER"] });
  await profiles.edit("nils", { job: "DATA_ENGINEER", email: "nils@example.org" });
  await groups.create({ name: "gardeners", users: ["nils"] });
  await environmentVariables.create({ scope: "GLOBAL" }, { name: "SEASON", value: "spring" });
  const content = "version: v1\ntype: JOB\nid: awk\nlabel: Awk\navailable: true\ncontexts: []\n";
  await repositories.create({ name: "Orchard", file: { name: "metadata.yaml", content } });
  const { id } = await projects.create({
    name: "Harvest",
    groups: [{ group: "gardeners", role: "Manager" }],
  });
  await projects.waitUntilReady(id, PATIENCE);
  await fillProject(saagie, id);
}

async function fillProject(saagie: Saagie, project: string): Promise<void> {
  const { jobs, pipelines, apps, storages, environmentVariables, dockerCredentials } = saagie;
  const technology = "Bash";
  const job = await jobs.create(project, { name: "Count apples", technology, commandLine: "wc -l" });
  const graph = pipelineGraph().job("count", job.id);
  const pipeline = await pipelines.create(project, { name: "Daily", graph });
  await pipelines.runAndWait(pipeline.id, PATIENCE);
  await storages.create(project, { name: "Cellar", size: "1 GB" });
  await dockerCredentials.create(project, { username: "robot", password: randomPassword() });
  await environmentVariables.create({ project }, { name: "TREES", value: "12" });
  const app = await apps.create(project, { name: "Board", image: "nginx:1.25", ports: [{ number: 8080 }] });
  await apps.waitUntil(app.id, "STARTED", PATIENCE);
}
