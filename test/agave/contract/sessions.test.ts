import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { openPlatform } from "./platform.ts";

const door = fileURLToPath(new URL("../../../src/agave/index.ts", import.meta.url));

/** A program of its own that restores the session on disk, renews its tokens some times, and calls in between. */
const PROGRAM = `
  import { Agave } from ${JSON.stringify(door)};
  const { cacheDir, rounds } = JSON.parse(process.env.TASK);
  const agave = await Agave.restore({ cacheDir }, {});
  const used = [];
  for (let round = 0; round < rounds; round += 1) {
    await agave.refresh();
    used.push(agave.tokens.accessToken);
    await agave.profiles.me();
  }
  console.log(JSON.stringify(used));
`;

async function run(task: object): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", PROGRAM], {
    env: { ...process.env, TASK: JSON.stringify(task) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === "") throw new Error(complaints);
  return JSON.parse(output) as readonly string[];
}

describe("one session of several processes", () => {
  test("loses no token: each renews with what the other has kept", async () => {
    const platform = await openPlatform({ clock: "real" });
    const agave = await platform.loggedIn("ann", { tenantId: "tacc.prod" });
    const cacheDir = await temporaryFolder();
    await agave.save({ clientName: "laptop", cacheDir });
    const path = `${cacheDir}/config.json`;
    const before = JSON.parse(await readFile(path, "utf8")) as object;
    await writeFile(path, JSON.stringify({ ...before, note: "of another program" }));
    const used = (await Promise.all([1, 2].map(() => run({ cacheDir, rounds: 4 })))).flat();
    expect(used).toHaveLength(8);
    // What is kept in the end serves, and can be renewed: no refresh token was used twice.
    const kept = JSON.parse(await readFile(path, "utf8")) as {
      readonly note: string;
      readonly current: { readonly laptop: { readonly access_token: string } };
    };
    expect(kept.note).toBe("of another program");
    expect(used).toContain(kept.current.laptop.access_token);
    const last = await run({ cacheDir, rounds: 1 });
    expect(last).toHaveLength(1);
    expect(platform.emulator.requests.filter(({ status }) => status >= 400 && status !== 401)).toEqual([]);
  });
});

describe("one client of a thousand callers", () => {
  test("renews a token that the gateway refuses once", async () => {
    const platform = await openPlatform();
    const agave = await platform.loggedIn("ann");
    await agave.profiles.me();
    await platform.revoke(agave);
    const asked = platform.watch();
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => agave.profiles.me()));
    expect(answers).toHaveLength(1_000);
    expect(asked.tokens()).toBe(1);
  });

  test("renews one that ends by the clock once, and not again for those who come late", async () => {
    const platform = await openPlatform();
    const agave = await platform.loggedIn("ann");
    platform.emulator.clock.advance(14_400_000);
    const asked = platform.watch();
    await Promise.all(Array.from({ length: 1_000 }, () => agave.profiles.me()));
    await Promise.all(Array.from({ length: 100 }, () => agave.profiles.me()));
    expect(asked.tokens()).toBe(1);
  });

  test("renews once when it is told to by many at a time, and does not renew again for the next call", async () => {
    const platform = await openPlatform();
    const agave = await platform.loggedIn("ann");
    const asked = platform.watch();
    await Promise.all(Array.from({ length: 50 }, () => agave.refresh()));
    await agave.profiles.me();
    expect(asked.operations()).toEqual(["token.create", "profiles.get"]);
  });
});
