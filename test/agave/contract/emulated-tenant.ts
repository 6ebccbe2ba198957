import { Agave, type AgaveOptions, type AppDefinition } from "../../../src/agave/index.ts";
import { emulateAgave, type EmulatedAgave } from "../../../src/emulator/index.ts";
import type { Environment } from "./names.ts";
import { cluster, storage } from "./things.ts";

/** A tenant behind a socket, and the environment that names it: nothing in it has the name that it has by default. */
export interface EmulatedTenant {
  readonly emulator: EmulatedAgave;
  readonly environment: Environment;
}

const MARIA = { username: "maria", password: "maria's word" };
const NILS = { username: "nils", password: "nils's word" };
const ROOT = { username: "root", password: "root's word" };

const APP: AppDefinition = {
  name: "tally",
  version: "2.1.0",
  executionSystem: "grid",
  executionType: "CLI",
  deploymentSystem: "vault",
  deploymentPath: "/maria/tally",
  templatePath: "wrapper.sh",
  testPath: "test.sh",
  inputs: [{ id: "text", value: { required: true } }],
  parameters: [{ id: "unit", value: { type: "string", required: false } }],
};

/** Serves an emulator, and fills it as people fill a tenant that they work with. */
export async function serveTenant(): Promise<EmulatedTenant> {
  const emulator = emulateAgave({
    clock: "auto",
    tenants: [{ code: "orchard" }],
    users: [MARIA, NILS, { ...ROOT, isAdmin: true }],
  });
  const { url } = await emulator.listen();
  emulator.jobs.script("tally-2.1.0", { outputs: { "counts/per line.txt": "1 2 3", "tally.out": "3" } });
  emulator.actors.set("orchard/parrot:7", ({ message, log, sendResult }) => {
    log(message);
    sendResult(message);
  });
  emulator.actors.set("orchard/sleeper:7", () => new Promise<void>(() => undefined));
  const as = (login: AgaveOptions): Agave =>
    new Agave({
      ...login,
      baseUrl: url,
      clock: emulator.clock,
      apiKey: `${login.username}-key`,
      apiSecret: `${login.username}-secret`,
    });
  await fill(as(MARIA), as(ROOT));
  return { emulator, environment: environmentOf(url) };
}

function environmentOf(url: string): Environment {
  return {
    AGAVE_TENANT: "orchard",
    AGAVE_TENANTS_URL: `${url}/tenants`,
    AGAVE_USERNAME: MARIA.username,
    AGAVE_PASSWORD: MARIA.password,
    AGAVE_OTHER_USERNAME: NILS.username,
    AGAVE_OTHER_PASSWORD: NILS.password,
    AGAVE_ADMIN_USERNAME: ROOT.username,
    AGAVE_ADMIN_PASSWORD: ROOT.password,
    AGAVE_STORAGE_SYSTEM: "vault",
    AGAVE_EXECUTION_SYSTEM: "grid",
    AGAVE_APP: "tally-2.1.0",
    AGAVE_JOB: JSON.stringify({
      inputs: { text: "agave://vault//maria/text.txt" },
      parameters: { unit: "l" },
    }),
    AGAVE_PUBLIC_APP: "poll-1.0.0u1",
    AGAVE_ACTOR_IMAGE: "orchard/parrot:7",
    AGAVE_ENDLESS_IMAGE: "orchard/sleeper:7",
  };
}

/** Registers what the environment names, and one of everything that rows must leave as it is. */
async function fill(maria: Agave, root: Agave): Promise<void> {
  const { storage: disk, ...more } = storage();
  await root.systems.create({ ...more, id: "vault", storage: { ...disk, homeDir: "/" } });
  await root.systems.create({ ...cluster(), id: "grid" });
  for (const id of ["vault", "grid"]) await root.systems.publish(id);
  for (const [name, owner] of [
    ["tally", maria],
    ["poll", root],
  ] as const) {
    const folder = `/${owner === maria ? "maria" : "root"}/${name}`;
    for (const file of ["wrapper.sh", "test.sh"])
      await owner.files.upload(new File(["true\n"], file), `vault${folder}/${file}`);
    const version = name === "poll" ? "1.0.0" : APP.version;
    await owner.apps.create({ ...APP, name, version, deploymentPath: folder });
  }
  await root.apps.publish("poll-1.0.0");
  await root.files.mkdir("vault/nils");
  await maria.files.upload(new File(["one two\n"], "text.txt"), "vault/maria/text.txt");
  await addOneOfEach(maria);
}

async function addOneOfEach(maria: Agave): Promise<void> {
  await maria.systems.create({ ...storage(), id: "cellar" });
  await maria.systems.setDefault("cellar");
  const inputs = { text: "agave://vault//maria/text.txt" };
  const { id } = await maria.jobs.run({ name: "first", appId: "tally-2.1.0", inputs });
  await maria.meta.create({ name: "run", value: { steps: 3 } });
  await maria.meta.createSchema({ type: "object" });
  await maria.tags.create({ name: "important", associationIds: [id] });
  await maria.monitors.create({ target: "vault", frequency: 600 });
  const url = `${maria.baseUrl}/files/v2/media/system/vault/maria/text.txt`;
  await maria.postits.create({ url, method: "GET", maxUses: 5 });
  await maria.notifications.create({ associatedUuid: id, event: "FAILED", url: "http://127.0.0.1:9/hook" });
  const actor = await maria.actors.create({ name: "echo", image: "orchard/parrot:7" });
  await maria.actors.waitUntilReady(actor.id);
  await maria.actors.createAlias("again", actor.id);
  await maria.actors.createConfig({ name: "settings", value: { a: 1 }, actors: actor.id });
  await maria.clients.create("laptop");
  await maria.profiles.createInternalUser("maria", { username: "eve", email: "eve@example.com" });
}
