/** A user, with the password. */
export interface ProfileRecord {
  readonly username: string;
  readonly created: number;
  password: string;
  email: string;
  firstName: string;
  lastName: string;
  phone: string;
  mobilePhone: string;
  status: string;
  readonly uid: number;
  readonly isAdmin: boolean;
}
