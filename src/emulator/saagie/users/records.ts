/** A person or a robot with a login. */
export interface UserRecord {
  readonly login: string;
  /** Whether it came with the installation, and cannot be deleted. */
  readonly protected: boolean;
  /** Realm roles; `ROLE_ADMIN` may do everything. */
  readonly roles: readonly string[];
  /** Without a known meaning. */
  readonly platforms: readonly unknown[];
  /** Null for somebody who cannot log in. */
  password: string | null;
  groups: readonly string[];
  job: string | null;
  email: string | null;
}
