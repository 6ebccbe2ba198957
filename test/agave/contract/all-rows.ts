import { actorAccessContracts } from "./actor-access-rows.ts";
import { actorContracts } from "./actor-rows.ts";
import { addressContracts } from "./address-rows.ts";
import { adminContracts } from "./admin-rows.ts";
import { appPermissionContracts } from "./app-permission-rows.ts";
import { appContracts } from "./app-rows.ts";
import type { ContractRow } from "./contract.ts";
import { fileChangeContracts } from "./file-change-rows.ts";
import { fileContracts } from "./file-rows.ts";
import { internalUserContracts } from "./internal-user-rows.ts";
import { jobOutputContracts } from "./job-output-rows.ts";
import { jobContracts } from "./job-rows.ts";
import { logInContracts } from "./login-rows.ts";
import { metaPermissionContracts } from "./meta-permission-rows.ts";
import { metaContracts } from "./meta-rows.ts";
import { monitorContracts } from "./monitor-rows.ts";
import { notificationContracts } from "./notification-rows.ts";
import { profileContracts } from "./profile-rows.ts";
import { smallContracts } from "./small-rows.ts";
import { systemContracts } from "./system-rows.ts";
import { systemPartContracts } from "./system-part-rows.ts";
import { tagContracts } from "./tag-rows.ts";
import { uuidContracts } from "./uuid-rows.ts";

/** The rows of all public methods. */
export const allContracts: readonly ContractRow[] = [
  ...logInContracts,
  ...systemContracts,
  ...systemPartContracts,
  ...fileContracts,
  ...fileChangeContracts,
  ...appContracts,
  ...appPermissionContracts,
  ...jobContracts,
  ...jobOutputContracts,
  ...profileContracts,
  ...metaContracts,
  ...metaPermissionContracts,
  ...notificationContracts,
  ...monitorContracts,
  ...smallContracts,
  ...tagContracts,
  ...uuidContracts,
  ...actorContracts,
  ...actorAccessContracts,
  ...adminContracts,
  ...addressContracts,
  ...internalUserContracts,
];

/** Methods without a row: the platform has given transforms up, so that nothing can be transformed. */
export const WITHOUT_ROWS: readonly string[] = [
  "transforms.get",
  "transforms.transformAndDownload",
  "transforms.transformAndStage",
];
