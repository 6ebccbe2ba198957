import { DescartesStorage } from "../../src/descartes/index.ts";
import type { EmulatedDescartes } from "../../src/emulator/index.ts";
import { memoryArchive } from "../../src/archive/index.ts";
import type { OperationKind } from "./saagie-operations.ts";
import { judgeRead, judgeWrite, told } from "./verdict.ts";

/** Bytes that belong to one number and no other. */
function bytesOf(nth: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1_000 + ((nth * 7_919) % 600_000));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (at * 31 + nth * 17 + (at >> 8)) & 255;
  return bytes;
}

const isSame = (left: Uint8Array | undefined, right: Uint8Array): boolean =>
  left !== undefined && Buffer.compare(left, right) === 0;

/** The operations on Descartes Labs Storage, by name. */
export function storageOperations(
  emulator: EmulatedDescartes,
  storage: DescartesStorage,
): Readonly<Record<string, OperationKind>> {
  const { url, iamUrl, clientId, refreshToken, fetch } = emulator;
  const direct = new DescartesStorage({ url, iamUrl, clientId, refreshToken, fetch });
  const stored = async (key: string): Promise<Uint8Array | undefined> =>
    (await direct.existing([key])).has(key) ? direct.getBytes(key) : undefined;

  return {
    "storage.set": async (nth) => {
      const key = `set/${nth}`;
      return async () => {
        const outcome = await told(() => storage.set(key, bytesOf(nth), { partBytes: 262_144 }));
        return async () => {
          const found = await stored(key);
          // It may be repeated: a failure says nothing about the effect, but what is there is whole.
          if ("error" in outcome)
            return found === undefined || isSame(found, bytesOf(nth))
              ? "not done, and said so"
              : { lie: "false success", about: `storage.set ${nth}: a part of a blob is left` };
          const times = found === undefined ? 0 : 1;
          const fault = isSame(found, bytesOf(nth)) ? undefined : `${found?.length} other bytes`;
          return judgeWrite(outcome, { times, fault }, `storage.set ${nth}`);
        };
      };
    },
    "storage.getBytes": async (nth) => {
      const key = `get/${nth}`;
      await direct.set(key, bytesOf(nth));
      return async () => {
        const outcome = await told(() => storage.getBytes(key));
        return async () =>
          judgeRead(outcome, (bytes) => isSame(bytes, bytesOf(nth)), `storage.getBytes ${nth}`);
      };
    },
    "storage.move": async (nth) => {
      const [from, to] = [`from/${nth}`, `to/${nth}`];
      await direct.set(from, bytesOf(nth));
      return async () => {
        const outcome = await told(() => storage.move(from, to));
        return async () => {
          const [left, right] = [await stored(from), await stored(to)];
          if (!isSame(left, bytesOf(nth)) && !isSame(right, bytesOf(nth)))
            return { lie: "lost", about: `storage.move ${nth}` };
          if ("error" in outcome) return "not done, and said so";
          const isMoved = left === undefined && isSame(right, bytesOf(nth));
          return isMoved ? "done" : { lie: "false success", about: `storage.move ${nth}` };
        };
      };
    },
    "storage.delete": async (nth) => {
      const key = `delete/${nth}`;
      await direct.set(key, "x");
      return async () => {
        const outcome = await told(() => storage.delete(key));
        return async () => {
          const isGone = (await stored(key)) === undefined;
          if ("error" in outcome) return isGone ? "unknown, and said so" : "not done, and said so";
          return judgeWrite(outcome, { times: isGone ? 1 : 0 }, `storage.delete ${nth}`);
        };
      };
    },
    "storage.exists": async (nth) => {
      const key = `exists/${nth}`;
      await direct.set(key, "x");
      return async () => {
        const outcome = await told(() => Promise.all([storage.exists(key), storage.exists(`${key}/not`)]));
        return async () => judgeRead(outcome, ([yes, no]) => yes && !no, `storage.exists ${nth}`);
      };
    },
    "storage.iterList": async (nth) => {
      const keys = Array.from({ length: 5 }, (_, at) => `list/${nth}/${at}`);
      for (const key of keys) await direct.set(key, "x");
      return async () => {
        const outcome = await told(async () => {
          const found: string[] = [];
          for await (const key of storage.iterList({ prefix: `list/${nth}/` })) found.push(key);
          return found;
        });
        return async () =>
          judgeRead(outcome, (found) => found.join() === keys.join(), `storage.iterList ${nth}`);
      };
    },
    "storage.sync": async (nth) => {
      const archive = memoryArchive();
      const prefix = `sync/${nth}/`;
      for (const at of [0, 1, 2]) await archive.write(`${at}.bin`, new Blob([bytesOf(nth + at)]));
      await direct.set(`${prefix}old.bin`, "old");
      return async () => {
        const outcome = await told(() => storage.sync({ from: archive, to: { prefix } }, { delete: true }));
        return async () => {
          if ("error" in outcome) return "not done, and said so";
          for (const at of [0, 1, 2]) {
            if (!isSame(await stored(`${prefix}${at}.bin`), bytesOf(nth + at)))
              return { lie: "lost", about: `storage.sync ${nth}: file ${at}` };
          }
          const isGone = (await stored(`${prefix}old.bin`)) === undefined;
          return isGone ? "done" : { lie: "false success", about: `storage.sync ${nth}: not deleted` };
        };
      };
    },
  };
}
