import { appPermissionContracts } from "./app-permission-rows.ts";
import { appContracts } from "./app-rows.ts";
import type { ContractRow } from "./contract.ts";
import { fileChangeContracts } from "./file-change-rows.ts";
import { fileContracts } from "./file-rows.ts";
import { logInContracts } from "./login-rows.ts";
import { systemContracts } from "./system-rows.ts";
import { systemPartContracts } from "./system-part-rows.ts";

/** The rows of all public methods. */
export const allContracts: readonly ContractRow[] = [
  ...logInContracts,
  ...systemContracts,
  ...systemPartContracts,
  ...fileContracts,
  ...fileChangeContracts,
  ...appContracts,
  ...appPermissionContracts,
];

/** Services that the emulator does not answer for yet: their methods have no rows. */
export const WITHOUT_ROWS: ReadonlySet<string> = new Set([
  "actors",
  "admin",
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
