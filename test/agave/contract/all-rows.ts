import type { ContractRow } from "./contract.ts";
import { logInContracts } from "./login-rows.ts";
import { systemContracts } from "./system-rows.ts";
import { systemPartContracts } from "./system-part-rows.ts";

/** The rows of all public methods. */
export const allContracts: readonly ContractRow[] = [
  ...logInContracts,
  ...systemContracts,
  ...systemPartContracts,
];

/** Services that the emulator does not answer for yet: their methods have no rows. */
export const WITHOUT_ROWS: ReadonlySet<string> = new Set([
  "actors",
  "admin",
  "apps",
  "files",
  "jobs",
  "meta",
  "monitors",
  "notifications",
  "postits",
  "profiles",
  "tags",
  "transforms",
  "uuids",
]);
