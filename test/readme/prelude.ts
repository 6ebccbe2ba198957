import { emulateSaagie, type EmulatedSaagie } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";

// What the fragments of README take for granted: an open client. Programs that make one of their own get it from
// saagie-on-emulator.ts.

const open = (): EmulatedSaagie => emulateSaagie({ clock: "auto" });

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
export let emulator: EmulatedSaagie = open();

/** An open client of it. */
export let saagie: Saagie = connect(emulator);

export const user: string = emulator.user;
export const password: string = emulator.password;

/** Gives the next block a platform of its own, with what the first program of README leaves behind unless it is that one. */
export async function renew({ hasJob }: { readonly hasJob: boolean }): Promise<void> {
  emulator = open();
  saagie = connect(emulator);
  if (!hasJob) return;
  await saagie.projects.ensure({ name: "Sales" });
  await saagie.jobs.create("Sales", { name: "Daily report", technology: "Bash", file: "report.sh" });
}
