import type { Agave } from "../../src/agave/index.ts";
import { Agave as DirectAgave } from "../../src/agave/index.ts";
import type { EmulatedAgave } from "../../src/emulator/index.ts";
import type { OperationKind } from "./saagie-operations.ts";
import { judgeRead, judgeWrite, told } from "./verdict.ts";

const SYSTEM = "ann.storage";
const TEXT = (nth: number): string => `${nth} ${"word ".repeat(1 + ((nth * 37) % 20_000))}`;

/** The operations on Agave, by name. */
export async function agaveOperations(
  emulator: EmulatedAgave,
  agave: Agave,
): Promise<Readonly<Record<string, OperationKind>>> {
  const { url, user, password, clientKey, clientSecret, fetch, clock } = emulator;
  const direct = new DirectAgave({
    baseUrl: url,
    username: user,
    password,
    apiKey: clientKey,
    apiSecret: clientSecret,
    fetch,
    clock,
  });
  const at = (path: string): string => `agave://${SYSTEM}/chaos/${path}`;
  await direct.files.mkdir(at("up"));
  // Nothing leaves this one: the platform counts entries, so that one that goes while a folder is walked hides another.
  await direct.files.mkdir(at("shelf"));
  const store = async (path: string, nth: number): Promise<void> => {
    await direct.files.upload({ name: "x", content: TEXT(nth) }, at(path));
    await emulator.settled();
  };
  const stored = async (path: string): Promise<string | undefined> =>
    (await direct.files.exists(at(path))) ? direct.files.getText(at(path)) : undefined;
  const jobsNamed = async (name: string): Promise<number> => {
    let found = 0;
    for await (const job of direct.jobs.list()) if (job.name?.startsWith(name)) found += 1;
    return found;
  };
  await store("input.txt", 1);

  return {
    "files.upload": async (nth) => async () => {
      const outcome = await told(() =>
        agave.files.upload({ name: "x", content: TEXT(nth) }, at(`up/${nth}`)),
      );
      return async () => {
        await emulator.settled();
        const found = await stored(`up/${nth}`);
        // It may be repeated: a failure says nothing about the effect, but what is there is whole.
        if ("error" in outcome)
          return found === undefined || found === TEXT(nth)
            ? "not done, and said so"
            : { lie: "false success", about: `files.upload ${nth}: a part of a file is left` };
        const fault = found === TEXT(nth) ? undefined : "other bytes";
        return judgeWrite(outcome, { times: found === undefined ? 0 : 1, fault }, `files.upload ${nth}`);
      };
    },
    "files.getText": async (nth) => {
      await store(`get-${nth}`, nth);
      return async () => {
        const outcome = await told(() => agave.files.getText(at(`get-${nth}`)));
        return async () => judgeRead(outcome, (text) => text === TEXT(nth), `files.getText ${nth}`);
      };
    },
    "files.move": async (nth) => {
      await store(`from-${nth}`, nth);
      return async () => {
        const outcome = await told(() => agave.files.move(at(`from-${nth}`), at(`to-${nth}`)));
        return async () => {
          const [left, right] = [await stored(`from-${nth}`), await stored(`to-${nth}`)];
          if (left !== TEXT(nth) && right !== TEXT(nth)) return { lie: "lost", about: `files.move ${nth}` };
          const isMoved = left === undefined && right === TEXT(nth);
          return judgeWrite(outcome, { times: isMoved ? 1 : 0 }, `files.move ${nth}`);
        };
      };
    },
    "files.list": async (nth) => {
      for (const name of ["a", "b", "c"]) await store(`shelf/list-${nth}-${name}`, nth);
      return async () => {
        const outcome = await told(async () => {
          const names: string[] = [];
          for await (const { name } of agave.files.list(at("shelf"))) names.push(name);
          return names;
        });
        return async () =>
          judgeRead(
            outcome,
            (names) => ["a", "b", "c"].every((name) => names.includes(`list-${nth}-${name}`)),
            `files.list ${nth}`,
          );
      };
    },
    "agave jobs.submit": async (nth) => async () => {
      const name = `chaos-${nth}-job`;
      const request = { name, appId: "wc-1.0.0", inputs: { input1: at("input.txt") } };
      const outcome = await told(() => agave.jobs.submit(request));
      return async () => judgeWrite(outcome, { times: await jobsNamed(name) }, `agave jobs.submit ${nth}`);
    },
    "meta.create": async (nth) => async () => {
      const name = `chaos-${nth}`;
      const outcome = await told(() => agave.meta.create({ name, value: { nth } }));
      return async () => {
        let times = 0;
        for await (const _ of direct.meta.list({ query: { name } })) times += 1;
        return judgeWrite(outcome, { times }, `meta.create ${nth}`);
      };
    },
    "systems.get": async (nth) => async () => {
      const outcome = await told(() => agave.systems.get(SYSTEM));
      return async () => judgeRead(outcome, (system) => system.id === SYSTEM, `systems.get ${nth}`);
    },
  };
}
