import { expect } from "vitest";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { own, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { NOTHING } from "../things.ts";

const eve = () => ({
  username: own("eve"),
  password: "eve-password",
  email: `${own("eve")}@example.com`,
  first_name: "Eve",
});
const changed = () => ({ username: own("eve"), email: `${own("new")}@example.com` });

/** A person who has come for the row. */
async function anAccount(platform: TestPlatform): Promise<void> {
  await platform.as("admin").profiles.create(eve());
}

/** The rows of profiles. */
export const profileContracts: readonly ContractRow[] = [
  contract({
    method: "profiles.list",
    call: (agave, _, options) => collect(agave.profiles.list({ ...options, username: usernameOf("bob") })),
    check: (answer) => expect(answer).toMatchObject([{ username: usernameOf("bob") }]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.me",
    call: (agave, _, options) => agave.profiles.me(options),
    check: (answer) =>
      expect(answer).toMatchObject({
        username: usernameOf("ann"),
        email: expect.stringContaining("@") as string,
      }),
    missing: WHY.own,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.get",
    call: (agave, _, options) => agave.profiles.get(usernameOf("bob"), options),
    check: (answer) =>
      expect(answer).toMatchObject({ username: usernameOf("bob"), lastName: expect.any(String) as string }),
    missing: (agave) => agave.profiles.get(NOTHING),
    denied: WHY.open,
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.search",
    call: (agave, _, options) => agave.profiles.search("username", usernameOf("bob"), options),
    check: (answer) => expect(answer).toMatchObject([{ username: usernameOf("bob") }]),
    missing: WHY.list,
    denied: WHY.open,
    refused: "the service breaks on a term that it does not know",
  }),
  contract({
    method: "profiles.create",
    as: "admin",
    call: (agave, _, options) => agave.profiles.create(eve(), options),
    check: (answer) => expect(answer).toMatchObject({ username: own("eve"), firstName: "Eve" }),
    missing: WHY.new,
    denied: { as: "ann" },
    refused: {
      call: (agave) => agave.profiles.create({ ...eve(), username: usernameOf("bob") }),
      words: /is taken/u,
    },
  }),
  contract({
    method: "profiles.update",
    as: "admin",
    prepare: anAccount,
    call: (agave, _, options) => agave.profiles.update(own("eve"), changed(), options),
    check: (answer) => expect(answer).toMatchObject(changed()),
    missing: (agave) => agave.profiles.update(NOTHING, { ...changed(), username: NOTHING }),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.delete",
    as: "admin",
    prepare: anAccount,
    call: (agave, _, options) => agave.profiles.delete(own("eve"), options),
    check: async (_, platform) =>
      expect(await collect(platform.agave.profiles.list({ username: own("eve") }))).toEqual([]),
    missing: (agave) => agave.profiles.delete(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
];
