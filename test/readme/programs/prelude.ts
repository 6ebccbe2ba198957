import { Agave } from "../../../src/agave/index.ts";
import { DescartesStorage } from "../../../src/descartes/index.ts";
import {
  emulateAgave,
  emulateDescartes,
  emulateSaagie,
  type EmulatedAgave,
  type EmulatedDescartes,
  type EmulatedSaagie,
} from "../../../src/emulator/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";

// What the fragments of pages take for granted: an open client. Programs that make one of their own get it from
// saagie-on-emulator.ts.

/** Where a program that speaks to two platforms takes a job for what it is, runs are real, and so is time. */
const open = (isReal: boolean): EmulatedSaagie =>
  isReal ? emulateSaagie({ executor: "process", projectSeconds: 0 }) : emulateSaagie({ clock: "auto" });

const openStore = (isReal: boolean): EmulatedDescartes =>
  emulateDescartes({ clock: isReal ? "real" : "auto" });

const connectStore = ({
  url,
  iamUrl,
  clientId,
  refreshToken,
  fetch,
  clock,
}: EmulatedDescartes): DescartesStorage =>
  new DescartesStorage({ url, iamUrl, clientId, refreshToken, fetch, clock });

const connect = ({
  url,
  realm,
  platform,
  user: login,
  password: secret,
  fetch,
  clock,
}: EmulatedSaagie): Saagie =>
  new Saagie({ url, realm, platform, user: login, password: secret, fetch, clock });

/** The platform that a block speaks to; its time passes as fast as anybody waits. */
export let emulator: EmulatedSaagie = open(false);

/** An open client of it. */
export let saagie: Saagie = connect(emulator);

/** The store that a block speaks to. */
export let store: EmulatedDescartes = openStore(false);

/** An open client of it. */
export let storage: DescartesStorage = connectStore(store);

/** The Agave platform that a block speaks to. */
export let gateway: EmulatedAgave = openGateway(false);

/** An open client of it. */
export let agave: Agave = connectGateway(gateway);

export const user: string = emulator.user;
export const password: string = emulator.password;

/** What a block begins with. */
export interface Beginning {
  readonly hasJob: boolean;
  readonly isReal: boolean;
}

/** Gives the next block a platform of its own, with what the first program of README leaves behind unless it is that one. */
export async function renew({ hasJob, isReal }: Beginning): Promise<void> {
  emulator = open(isReal);
  saagie = connect(emulator);
  store = openStore(isReal);
  storage = connectStore(store);
  gateway = openGateway(isReal);
  agave = connectGateway(gateway);
  if (!hasJob) return;
  await saagie.projects.ensure({ name: "Sales" });
  await saagie.jobs.create("Sales", { name: "Daily report", technology: "Bash", file: "report.sh" });
}

function connectGateway({
  url: baseUrl,
  user: username,
  password: secret,
  clientKey: apiKey,
  clientSecret: apiSecret,
  fetch,
  clock,
}: EmulatedAgave): Agave {
  return new Agave({ baseUrl, username, password: secret, apiKey, apiSecret, fetch, clock });
}

/** Its jobs really run: the first program of Agave is tried with a process. */
function openGateway(isReal: boolean): EmulatedAgave {
  return emulateAgave({
    clock: isReal ? "real" : "auto",
    executor: "process",
    users: [{ username: "ann", password: crypto.randomUUID() }],
  });
}
