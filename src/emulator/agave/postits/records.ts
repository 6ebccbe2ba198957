/** A URL that works without a log-in, for a time. */
export interface PostitRecord {
  readonly postit: string;
  readonly creator: string;
  readonly internalUsername: string | null;
  readonly url: string;
  readonly method: string;
  readonly created: number;
  readonly expires: number;
  /** -1 for no limit. */
  remainingUses: number;
  isRevoked: boolean;
}
