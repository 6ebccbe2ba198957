/** An API that a client is subscribed to. */
export interface SubscriptionRecord {
  readonly apiName: string;
  readonly apiVersion: string;
  readonly apiProvider: string;
  readonly apiContext: string;
  readonly tier: string;
}

/** An OAuth client. */
export interface ClientRecord {
  readonly name: string;
  readonly owner: string;
  readonly description: string;
  readonly tier: string;
  readonly callbackUrl: string;
  readonly key: string;
  readonly secret: string;
  subscriptions: readonly SubscriptionRecord[];
}
