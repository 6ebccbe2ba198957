import { expect } from "vitest";
import type { Agave } from "../../../../../src/agave/index.ts";
import { WHY } from "../../collect.ts";
import { contract, type Contract, type ContractRow, type MethodName } from "../../contract.ts";
import { own, usernameOf } from "../../names.ts";
import { emulatedOnly, NOTHING } from "../../things.ts";

type Profiles = Agave["profiles"];

const eve = () => ({ username: own("eve"), email: `${own("eve")}@example.com`, firstName: "Eve" });

/** What rows of internal users have in common: they are their application's own. */
function row(
  method: Extract<MethodName, `profiles.${string}`>,
  call: (profiles: Profiles, options?: object) => Promise<unknown>,
  more: Pick<Contract<unknown>, "check"> & Partial<Contract<unknown>>,
): ContractRow {
  return contract<unknown>({
    method,
    prepare: ({ agave }) => agave.profiles.createInternalUser(usernameOf("ann"), eve()),
    call: (agave, _, options) => call(agave.profiles, options),
    missing: WHY.list,
    denied: { as: "bob" },
    refused: WHY.nothing,
    ...more,
  });
}

/** The rows of the internal users of an application. */
export const internalUserContracts: readonly ContractRow[] = [
  row(
    "profiles.listInternalUsers",
    (profiles, options) => profiles.listInternalUsers(usernameOf("ann"), options),
    {
      check: (answer) => expect(answer).toContainEqual(expect.objectContaining(eve())),
    },
  ),
  row(
    "profiles.getInternalUser",
    (profiles, options) => profiles.getInternalUser(usernameOf("ann"), own("eve"), options),
    {
      check: (answer) => expect(answer).toMatchObject(eve()),
      missing: (agave) => agave.profiles.getInternalUser(usernameOf("ann"), NOTHING),
    },
  ),
  row(
    "profiles.createInternalUser",
    (profiles, options) =>
      profiles.createInternalUser(usernameOf("ann"), { ...eve(), username: own("zoe") }, options),
    {
      check: (answer) => expect(answer).toMatchObject({ username: own("zoe") }),
      refused: {
        call: (agave) => agave.profiles.createInternalUser(usernameOf("ann"), eve()),
        words: /exists already/u,
      },
    },
  ),
  row(
    "profiles.updateInternalUser",
    (profiles, options) =>
      profiles.updateInternalUser(
        usernameOf("ann"),
        { internalUsername: own("eve"), user: { ...eve(), email: "new@example.com" } },
        options,
      ),
    {
      check: async (_, { agave }) =>
        expect(await agave.profiles.getInternalUser(usernameOf("ann"), own("eve"))).toMatchObject({
          email: "new@example.com",
        }),
      missing: (agave) =>
        agave.profiles.updateInternalUser(usernameOf("ann"), {
          internalUsername: NOTHING,
          user: { ...eve(), username: NOTHING },
        }),
    },
  ),
  row(
    "profiles.searchInternalUsers",
    (profiles, options) =>
      profiles.searchInternalUsers(usernameOf("ann"), { term: "email", value: eve().email }, options),
    { check: (answer) => expect(answer).toMatchObject([eve()]) },
  ),
  row(
    "profiles.deleteInternalUser",
    (profiles, options) => profiles.deleteInternalUser(usernameOf("ann"), own("eve"), options),
    {
      check: (answer) => expect(answer).not.toBeUndefined(),
      missing: (agave) => agave.profiles.deleteInternalUser(usernameOf("ann"), NOTHING),
    },
  ),
  row(
    "profiles.deleteInternalUsers",
    (profiles, options) => profiles.deleteInternalUsers(usernameOf("ann"), options),
    {
      prepare: (platform) => {
        emulatedOnly(platform);
        return platform.agave.profiles.createInternalUser(usernameOf("ann"), eve());
      },
      check: (answer) => expect(answer).not.toBeUndefined(),
    },
  ),
];
