import { expect } from "vitest";
import type { Agave } from "../../../src/agave/index.ts";
import { WHY } from "./collect.ts";
import { contract, type Contract, type ContractRow, type MethodName } from "./contract.ts";
import { NOTHING } from "./things.ts";

type Profiles = Agave["profiles"];

const EVE = { username: "eve", email: "eve@example.com", firstName: "Eve" };

/** What rows of internal users have in common: they are their application's own. */
function row(
  method: Extract<MethodName, `profiles.${string}`>,
  call: (profiles: Profiles, options?: object) => Promise<unknown>,
  more: Pick<Contract<unknown>, "check"> & Partial<Contract<unknown>>,
): ContractRow {
  return contract<unknown>({
    method,
    prepare: ({ agave }) => agave.profiles.createInternalUser("ann", EVE),
    call: (agave, _, options) => call(agave.profiles, options),
    missing: WHY.list,
    denied: { as: "bob" },
    refused: WHY.nothing,
    ...more,
  });
}

/** The rows of the internal users of an application. */
export const internalUserContracts: readonly ContractRow[] = [
  row("profiles.listInternalUsers", (profiles, options) => profiles.listInternalUsers("ann", options), {
    check: (answer) => expect(answer).toMatchObject([EVE]),
  }),
  row("profiles.getInternalUser", (profiles, options) => profiles.getInternalUser("ann", "eve", options), {
    check: (answer) => expect(answer).toMatchObject(EVE),
    missing: (agave) => agave.profiles.getInternalUser("ann", NOTHING),
  }),
  row(
    "profiles.createInternalUser",
    (profiles, options) => profiles.createInternalUser("ann", { ...EVE, username: "zoe" }, options),
    {
      check: (answer) => expect(answer).toMatchObject({ username: "zoe" }),
      refused: {
        call: (agave) => agave.profiles.createInternalUser("ann", EVE),
        words: /exists already/u,
      },
    },
  ),
  row(
    "profiles.updateInternalUser",
    (profiles, options) =>
      profiles.updateInternalUser(
        "ann",
        { internalUsername: "eve", user: { ...EVE, email: "new@example.com" } },
        options,
      ),
    {
      check: async (_, { agave }) =>
        expect(await agave.profiles.getInternalUser("ann", "eve")).toMatchObject({
          email: "new@example.com",
        }),
      missing: (agave) =>
        agave.profiles.updateInternalUser("ann", {
          internalUsername: NOTHING,
          user: { ...EVE, username: NOTHING },
        }),
    },
  ),
  row(
    "profiles.searchInternalUsers",
    (profiles, options) =>
      profiles.searchInternalUsers("ann", { term: "email", value: "eve@example.com" }, options),
    { check: (answer) => expect(answer).toMatchObject([EVE]) },
  ),
  row(
    "profiles.deleteInternalUser",
    (profiles, options) => profiles.deleteInternalUser("ann", "eve", options),
    {
      check: (answer) => expect(answer).not.toBeUndefined(),
      missing: (agave) => agave.profiles.deleteInternalUser("ann", NOTHING),
    },
  ),
  row("profiles.deleteInternalUsers", (profiles, options) => profiles.deleteInternalUsers("ann", options), {
    check: (answer) => expect(answer).not.toBeUndefined(),
  }),
];
