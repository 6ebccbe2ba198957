import { Saagie, type ConnectOptions } from "../../../src/saagie/index.ts";

/** A client of a platform of which every GraphQL answer is the same. */
export function answeredBy(answer: unknown, options: ConnectOptions = {}): Saagie {
  return new Saagie({
    url: "https://acme-workspace.example.io",
    platform: 1,
    token: "token",
    fetch: () => Promise.resolve(Response.json(answer)),
    retry: { retries: 0 },
    ...options,
  });
}
