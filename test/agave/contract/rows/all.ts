import { actorAccessContracts } from "./access/actor-access.ts";
import { actorContracts } from "./actor.ts";
import { addressContracts } from "./address.ts";
import { adminContracts } from "./admin.ts";
import { appPermissionContracts } from "./access/app-permission.ts";
import { appContracts } from "./app.ts";
import type { ContractRow } from "../contract.ts";
import { fileChangeContracts } from "./file-change.ts";
import { fileContracts } from "./file.ts";
import { internalUserContracts } from "./access/internal-user.ts";
import { jobOutputContracts } from "./job-output.ts";
import { jobContracts } from "./job.ts";
import { logInContracts } from "./login.ts";
import { metaPermissionContracts } from "./access/meta-permission.ts";
import { metaContracts } from "./meta.ts";
import { monitorContracts } from "./monitor.ts";
import { notificationContracts } from "./notification.ts";
import { profileContracts } from "./profile.ts";
import { smallContracts } from "./small.ts";
import { systemContracts } from "./system.ts";
import { systemPartContracts } from "./system-part.ts";
import { tagContracts } from "./tag.ts";
import { uuidContracts } from "./uuid.ts";

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
