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

/** Methods that need a service that the emulator does not answer for yet. */
export const WITHOUT_ROWS: readonly string[] = [];
