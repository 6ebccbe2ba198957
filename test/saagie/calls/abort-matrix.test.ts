import { describe, expect, onTestFinished, test } from "vitest";
import { allContracts } from "../contract/all.ts";
import type { ContractRow } from "../contract/contract.ts";
import { interrupt, REASON, type Interruption } from "../support/interruption.ts";
import { isThorough } from "../../support/thorough.ts";
import { rowPlaces } from "../../support/row-places.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { allPublicMethods } from "../support/public-methods.ts";
import { watchRequests } from "../support/request-log.ts";
import { withSignal } from "../support/with-signal.ts";

const MOMENTS: readonly Interruption["moment"][] = [
  "before the request",
  "while it is sent",
  "behind the answer",
  "in the wait",
];

/** The moments of one row: all of them in the long form, one otherwise, so that rows beside each other take them all. */
function momentsOf(row: number): readonly Interruption["moment"][] {
  return isThorough ? MOMENTS : MOMENTS.filter((_, at) => at === row % MOMENTS.length);
}

/** Longer than anything that a platform may take to be told of an abort. */
const SOON_MS = 20;

const NOTHING_LEFT = {
  requestsAfter: 0,
  requestsLeft: 0,
  sleepersLeft: 0,
  listenersLeft: 0,
  timersLeft: 0,
};

/** Makes a call whole, and then aborts it at each of its requests, or each of its waits. Tells how many there were. */
async function abortEverywhere(
  { begin }: ContractRow,
  platform: TestPlatform,
  moment: Interruption["moment"],
): Promise<number> {
  const asked = watchRequests(platform.emulator);
  let most = Infinity;
  for (let count = 0; count <= most; count += 1) {
    const call = await begin(platform);
    const before = asked.operations().length;
    const ended = await interrupt(platform, { moment, count }, (saagie, signal) =>
      call(withSignal(saagie, signal)),
    );
    if (count === 0) {
      expect(ended).not.toHaveProperty("rejection");
      // What lists everything asks more each time: there is more. That is no reason to go on for ever.
      most = moment === "in the wait" ? Infinity : asked.operations().length - before;
    } else if (ended.aborted) {
      expect(ended.rejection, `${moment} ${count}`).toBe(REASON);
      expect(ended.lateMs).toBeLessThan(SOON_MS);
      expect(ended).toMatchObject(NOTHING_LEFT);
    } else return count - 1;
  }
  return most;
}

// A row for each public method, new ones too: they are the rows of the contract tables.
describe.each(allContracts.map((row, at) => ({ ...row, row, at })))("an abort of $method", ({ row, at }) => {
  const { platformVersion, isLocal } = row;
  const ownPlatform = (): TestPlatform => {
    const platform = emulatedPlatform(platformVersion === undefined ? {} : { platformVersion });
    onTestFinished(() => platform.close());
    return platform;
  };

  test.each(momentsOf(at))(
    "at any point, %s, rejects with its reason and leaves nothing running",
    async (moment) => {
      const points = await abortEverywhere(row, ownPlatform(), moment);
      if (moment !== "in the wait") expect(points > 0).toBe(!isLocal);
    },
  );

  test("before it begins keeps everything from being sent", async () => {
    const platform = ownPlatform();
    const call = await row.begin(platform);
    const asked = watchRequests(platform.emulator);
    const calling = call(withSignal(platform.client(), AbortSignal.abort(REASON)));
    if (isLocal) await calling;
    else await expect(calling).rejects.toBe(REASON);
    expect(asked.operations()).toEqual([]);
  });
});

test("every public method is among them", () => {
  const platform = emulatedPlatform();
  onTestFinished(() => platform.close());
  const methods = allPublicMethods(platform.saagie);
  const inTable = new Set(allContracts.map(({ method }) => method as string));
  expect(methods.length).toBeGreaterThan(200);
  const missing = methods.filter((method) => !inTable.has(method));
  expect(rowPlaces(missing, "test/saagie/contract")).toEqual([]);
});
