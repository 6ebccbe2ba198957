import { expect } from "vitest";
import { contract, type ContractRow } from "../contract.ts";
import { names } from "../names.ts";
import { WHY } from "../collect.ts";
import { NOTHING, pending } from "../things.ts";

/** The rows of ids of anything. */
export const uuidContracts: readonly ContractRow[] = [
  contract({
    method: "uuids.get",
    prepare: pending,
    call: (agave, uuid, options) => agave.uuids.get(uuid, options),
    check: (answer, _, uuid) => expect(JSON.stringify(answer)).toContain(uuid),
    missing: (agave) => agave.uuids.get(NOTHING),
    denied: WHY.open,
    refused: WHY.nothing,
  }),
  contract({
    method: "uuids.getExpanded",
    prepare: pending,
    call: (agave, uuid, options) => agave.uuids.getExpanded(uuid, options),
    check: (answer, _, id) => expect(answer).toMatchObject({ id, appId: names().app }),
    missing: (agave) => agave.uuids.getExpanded(NOTHING),
    denied: WHY.open,
    refused: WHY.nothing,
  }),
  contract({
    method: "uuids.getMany",
    prepare: pending,
    call: (agave, uuid, options) => agave.uuids.getMany([uuid], options),
    check: (answer, _, uuid) => expect(JSON.stringify(answer)).toContain(uuid),
    missing: WHY.list,
    denied: WHY.open,
    refused: WHY.nothing,
  }),
];
