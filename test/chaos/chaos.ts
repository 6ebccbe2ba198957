import { DescartesStorage } from "../../src/descartes/index.ts";
import { Agave } from "../../src/agave/index.ts";
import { emulateAgave, emulateDescartes, emulateSaagie } from "../../src/emulator/index.ts";
import type { RetryOptions } from "../../src/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { misbehave, type MisbehavingProxy } from "./misbehaving-proxy.ts";
import { oneOf, seededRandom } from "./random.ts";
import { agaveOperations } from "./agave-operations.ts";
import { saagieOperations, type OperationKind } from "./saagie-operations.ts";
import { storageOperations } from "./storage-operations.ts";
import type { Lie, Verdict } from "./verdict.ts";

/** How much chaos. */
export interface ChaosOptions {
  readonly operations: number;
  readonly seed: number;
  /** Which part of all requests meets a misbehaving proxy, from 0 to 1. */
  readonly rate: number;
  /** How many operations at the same time. */
  readonly concurrency: number;
  /** Told how many are done. */
  readonly onProgress?: (done: number) => void;
}

/** What came of it. */
export interface ChaosReport {
  /** How many operations ended how, by their name and ending. */
  readonly endings: ReadonlyMap<string, number>;
  readonly lies: readonly Lie[];
  /** How often the proxies did what. */
  readonly mischief: ReadonlyMap<string, number>;
  readonly requests: number;
}

// A line that fails so often needs patience; the waits are short, since nobody is to be spared.
const retry: RetryOptions = { retries: 6, baseDelayMs: 1, maxDelayMs: 20, budget: 1_000_000 };
const patience = { retry, firstByteTimeoutMs: 10_000, idleTimeoutMs: 10_000 };

/** Runs mixed operations of all platforms over proxies that misbehave, and judges what the client said of each. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, rate } = options;
  const saagie = emulateSaagie({ clock: "real" });
  const descartes = emulateDescartes({ clock: "real" });
  const agave = emulateAgave({ clock: "real" });
  const proxies = [
    await misbehave((await saagie.listen()).url, { seed, rate }),
    await misbehave((await descartes.listen()).url, { seed: seed + 1, rate }),
    await misbehave((await agave.listen()).url, { seed: seed + 3, rate }),
  ] as const;
  try {
    const [saagieProxy, storageProxy, agaveProxy] = proxies;
    const { platform, realm, user, password } = saagie;
    const client = new Saagie({
      url: saagieProxy.url,
      platform,
      realm,
      user,
      password,
      platformVersion: "2024.05",
      ...patience,
    });
    const { clientId, refreshToken } = descartes;
    const storage = new DescartesStorage({
      url: `${storageProxy.url}/storage/v1`,
      iamUrl: storageProxy.url,
      clientId,
      refreshToken,
      ...patience,
    });
    const gateway = new Agave({
      baseUrl: agaveProxy.url,
      username: agave.user,
      password: agave.password,
      apiKey: agave.clientKey,
      apiSecret: agave.clientSecret,
      ...patience,
    });
    const kinds = {
      ...(await saagieOperations(saagie, client)),
      ...storageOperations(descartes, storage),
      ...(await agaveOperations(agave, gateway)),
    };
    const verdicts = await runAll(kinds, proxies, options);
    return report(verdicts, proxies);
  } finally {
    await Promise.all([...proxies, saagie, descartes, agave].map((one) => one.close()));
  }
}

interface Judged {
  readonly name: string;
  readonly verdict: Verdict;
}

async function runAll(
  kinds: Readonly<Record<string, OperationKind>>,
  proxies: readonly MisbehavingProxy[],
  { operations, concurrency, seed, onProgress }: ChaosOptions,
): Promise<readonly Judged[]> {
  const random = seededRandom(seed + 2);
  const names = Object.keys(kinds);
  const judged: Judged[] = [];
  let next = 0;
  while (next < operations) {
    // In waves: what is judged has come to rest.
    const wave = Array.from({ length: Math.min(concurrency, operations - next) }, (_, at) => next + at);
    next += wave.length;
    const chosen = wave.map((nth) => ({ nth, name: oneOf(names, random) }));
    const ready = await Promise.all(
      chosen.map(async ({ nth, name }) => ({ name, operation: await kinds[name]?.(nth) })),
    );
    const judges = await Promise.all(
      ready.map(async ({ name, operation }) => ({ name, judge: await operation?.() })),
    );
    await Promise.all(proxies.map((proxy) => proxy.settled()));
    for (const { name, judge } of judges) {
      if (judge !== undefined) judged.push({ name, verdict: await judge() });
    }
    onProgress?.(next);
  }
  return judged;
}

function report(judged: readonly Judged[], proxies: readonly MisbehavingProxy[]): ChaosReport {
  const endings = new Map<string, number>();
  const lies: Lie[] = [];
  for (const { name, verdict } of judged) {
    const ending = typeof verdict === "string" ? verdict : verdict.lie;
    endings.set(`${name}: ${ending}`, (endings.get(`${name}: ${ending}`) ?? 0) + 1);
    if (typeof verdict !== "string") lies.push(verdict);
  }
  const mischief = new Map<string, number>();
  for (const { done } of proxies)
    for (const [name, times] of done) mischief.set(name, (mischief.get(name) ?? 0) + times);
  return { endings, lies, mischief, requests: [...mischief.values()].reduce((sum, one) => sum + one, 0) };
}
