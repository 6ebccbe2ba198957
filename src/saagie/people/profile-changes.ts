import type { ProfilesGetResult } from "../../../generated/saagie/methods.ts";

/** What a user does, and where messages go. */
export type Profile = ProfilesGetResult;

/** What to change of a profile: absent keeps, `null` empties. */
export interface ProfileChanges {
  /** For example `DATA_ENGINEER` or `PROJECT_MANAGER`. */
  readonly job?: string | null;
  /** Where alerts go. */
  readonly email?: string | null;
}
