/** An account of a service, not of a person. */
export interface ServiceAccountRecord {
  readonly id: string;
  password: string;
  roles: readonly string[];
}

/** An API that the gateway knows. */
export interface ApiRecord {
  readonly id: string;
  readonly name: string;
  readonly context: string;
  readonly owner: string;
  readonly version: string;
  readonly environments: string;
  readonly visibility: string;
  readonly roles: readonly string[];
  readonly methods: readonly string[];
  readonly auth: string;
  status: string;
}
