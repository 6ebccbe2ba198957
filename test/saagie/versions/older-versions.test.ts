import { afterAll, describe, expect, test } from "vitest";
import { UnsupportedByPlatformError } from "../../../src/index.ts";
import { compatibility, supportedVersions } from "../../../src/saagie/index.ts";
import { allContracts } from "../contract/all.ts";
import type { ContractRow } from "../contract/contract.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { rejection } from "../support/things.ts";
import { ends } from "../../support/thorough.ts";

const WORKING = new Map((await compatibility()).map(({ method, versions }) => [method, versions]));

/** Whether `compatibility()` says that a method works with a version. */
function foretold({ method }: ContractRow, version: string): boolean {
  return WORKING.get(method)?.includes(version) ?? false;
}

/** Makes a row's call; its answer is checked where the version has what the check looks at. */
async function make(row: ContractRow, version: string, platform: TestPlatform): Promise<void> {
  if ((row.checkSince ?? "") <= version)
    await row.cases.find(({ title }) => title === "succeeds")?.run(platform);
  else {
    const call = await row.begin(platform);
    // It is answered at all: what the answer holds is another version's.
    expect(await call(platform.saagie)).not.toBeNull();
  }
}

describe.each(ends(supportedVersions().slice(0, -1)))("on a platform of version %s", (version) => {
  const platform = emulatedPlatform({ platformVersion: version });
  afterAll(() => platform.close());
  // A row for another version than the newest brings its own platform, and is tested with the others.
  for (const row of allContracts.filter(({ platformVersion }) => platformVersion === undefined)) {
    const works = foretold(row, version) && (row.needs ?? "") <= version;
    test(`${row.method} ${works ? "works" : "is refused before it is sent"}`, async () => {
      if (works) return make(row, version, platform);
      const error = await rejection(make(row, version, platform));
      expect(error).toBeInstanceOf(UnsupportedByPlatformError);
      // So says the client of its own accord; of what the platform itself did not understand, it says something else.
      expect(String(error)).toMatch(
        /, and the platform has |^UnsupportedByPlatformError: Platform version |knows no alias/u,
      );
    });
  }
});
