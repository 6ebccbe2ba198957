/**
 * A right on a platform: on one project (`PROJECT`), on all of them (`PROJECTS`), to make them
 * (`PROJECTS_CREATOR`), to change variables everywhere (`PROJECTS_ENVVAR_EDITOR`), or of another module.
 */
export interface Permission {
  readonly platformId: number;
  readonly type: string;
  /** The project, for the type `PROJECT`. */
  readonly id?: string;
  readonly role: string;
}

/** A right on the realm as a whole, in the shape in which it is sent. */
export interface RealmPermission {
  readonly artifact: { readonly type: string };
  readonly role: string;
}

/** Rights are given to groups only. */
export interface GroupRecord {
  readonly name: string;
  /** Whether it came with the installation, and cannot be deleted. */
  readonly protected: boolean;
  /** A realm role. What it is good for is not known: here, what people may do follows from the other members. */
  role: string;
  permissions: Permission[];
  /** Kept as it was sent. */
  realmAuthorization: { readonly permissions: readonly RealmPermission[] };
}
