import type { Exchange } from "@urql/core";
import type { HttpEndpoint } from "../http/binding.ts";
import type { Sender } from "../http/send.ts";
import { lazy } from "../concurrency/lazy.ts";
import { asyncExchange } from "./call-context.ts";
import { answered, failed } from "./result.ts";

/** Speaks REST from bindings: the end of the pipeline for the endpoints it is given. */
export function httpExchange(endpoints: ReadonlyMap<string, HttpEndpoint>, send: Sender): Exchange {
  // Who has a token, and stays with GraphQL, does not carry it.
  const load = lazy(() => import("../http/execute-http.ts"));
  return asyncExchange(async (operation) => {
    try {
      const { executeHttp } = await load();
      return answered(operation, { data: await executeHttp(operation, endpoints, send) });
    } catch (error) {
      return failed(operation, error);
    }
  });
}
