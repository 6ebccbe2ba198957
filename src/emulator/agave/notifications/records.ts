/** When a delivery that failed is tried again. */
export interface PolicyRecord {
  readonly retryStrategy: "NONE" | "IMMEDIATE" | "DELAYED" | "EXPONENTIAL";
  readonly retryLimit: number;
  /** In seconds. */
  readonly retryRate: number;
  /** In seconds. */
  readonly retryDelay: number;
  readonly saveOnFailure: boolean;
}

/** One delivery, or the attempt at one. */
export interface AttemptRecord {
  readonly uuid: string;
  readonly url: string;
  readonly event: string;
  readonly associatedUuid: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly attemptNumber: number;
  readonly code: number;
  readonly message: string;
}

/** A subscription to the events of a resource. */
export interface NotificationRecord {
  readonly uuid: string;
  readonly owner: string;
  readonly created: number;
  url: string;
  event: string;
  associatedUuid: string;
  persistent: boolean;
  policy: PolicyRecord;
  status: "ACTIVE" | "INACTIVE" | "FAILED" | "COMPLETE";
  responseCode: number | null;
  success: boolean;
  lastSent: number | null;
  lastUpdated: number;
  attempts: readonly AttemptRecord[];
}
