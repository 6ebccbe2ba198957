import type { Exchange } from "@urql/core";
import { lazy } from "../concurrency/lazy.ts";
import type { Sender } from "../http/send.ts";
import { asyncExchange, callOf } from "./call-context.ts";
import { answered, failed } from "./result.ts";

/** Speaks GraphQL over HTTP: the end of the pipeline for the endpoints it is given. */
export function graphqlExchange(urls: ReadonlyMap<string, string>, send: Sender): Exchange {
  // Platforms that speak REST alone never load it.
  const load = lazy(() => import("../graphql/execute-graphql.ts"));
  return asyncExchange(async (operation, next) => {
    const url = urls.get(callOf(operation).operation.endpoint);
    if (url === undefined) return next(operation);
    try {
      const { executeGraphql } = await load();
      return answered(operation, await executeGraphql(operation, url, send));
    } catch (error) {
      return failed(operation, error);
    }
  });
}
