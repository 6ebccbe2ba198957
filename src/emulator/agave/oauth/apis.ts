import type { SubscriptionRecord } from "./records.ts";

const NAMES: readonly string[] =
  "Apps Files Jobs Meta Monitors Notifications Postits Profiles Systems Transforms PublicKeys Actors".split(
    " ",
  );

/** What every new client is subscribed to. */
export function standardSubscriptions(): readonly SubscriptionRecord[] {
  return NAMES.map((apiName) => ({
    apiName,
    apiVersion: "v2",
    apiProvider: "admin",
    apiContext: apiName === "PublicKeys" ? "/keys/v2" : `/${apiName.toLowerCase()}/v2`,
    tier: "Unlimited",
  }));
}
