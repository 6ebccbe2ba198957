import { expect } from "vitest";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import { NOTHING } from "./things.ts";

const EVE = { username: "eve", password: "eve-password", email: "eve@example.com", first_name: "Eve" };
const BOB = { username: "bob", email: "new@example.com" };

/** The rows of profiles. */
export const profileContracts: readonly ContractRow[] = [
  contract({
    method: "profiles.list",
    call: (agave, _, options) => collect(agave.profiles.list({ ...options, username: "bob" })),
    check: (answer) => expect(answer).toMatchObject([{ username: "bob" }]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.me",
    call: (agave, _, options) => agave.profiles.me(options),
    check: (answer) => expect(answer).toMatchObject({ username: "ann", email: "ann@example.com" }),
    safe: (answer) => expect(answer).toHaveProperty("username"),
    missing: WHY.own,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.get",
    call: (agave, _, options) => agave.profiles.get("bob", options),
    check: (answer) => expect(answer).toMatchObject({ username: "bob", lastName: "Example" }),
    missing: (agave) => agave.profiles.get(NOTHING),
    denied: WHY.open,
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.search",
    call: (agave, _, options) => agave.profiles.search("name", "Bob", options),
    check: (answer) => expect(answer).toMatchObject([{ username: "bob" }]),
    missing: WHY.list,
    denied: WHY.open,
    refused: "the service breaks on a term that it does not know",
  }),
  contract({
    method: "profiles.create",
    as: "admin",
    call: (agave, _, options) => agave.profiles.create(EVE, options),
    check: (answer) => expect(answer).toMatchObject({ username: "eve", firstName: "Eve" }),
    missing: WHY.new,
    denied: { as: "ann" },
    refused: { call: (agave) => agave.profiles.create({ ...EVE, username: "bob" }), words: /is taken/u },
  }),
  contract({
    method: "profiles.update",
    as: "admin",
    call: (agave, _, options) => agave.profiles.update("bob", BOB, options),
    check: (answer) => expect(answer).toMatchObject(BOB),
    missing: (agave) => agave.profiles.update(NOTHING, { ...BOB, username: NOTHING }),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
  contract({
    method: "profiles.delete",
    as: "admin",
    call: (agave, _, options) => agave.profiles.delete("bob", options),
    check: async (_, platform) => expect(await collect(platform.agave.profiles.list())).toHaveLength(2),
    missing: (agave) => agave.profiles.delete(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
];
