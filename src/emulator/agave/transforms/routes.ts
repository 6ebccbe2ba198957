import { route, type Answer, type Route } from "../wire/route.ts";
import { ServiceError } from "../wire/service-error.ts";

/** The transforms service: the platform has given it up, so that nothing can be transformed. */
export const transformRoutes: readonly Route[] = [
  route("GET /transforms/v2", "transforms.list", none),
  route("GET /transforms/v2/tags/{tag}", "transforms.listByTag", none),
  route("GET /transforms/v2/{transformId}", "transforms.get", none),
  route("POST /transforms/v2/{transformId}/async/{path*}", "transforms.transformAndStage", refuse),
  route("POST /transforms/v2/{transformId}/sync/{path*}", "transforms.transformAndDownload", refuse),
];

function none(): Answer {
  return { result: [] };
}

function refuse(): never {
  throw new ServiceError(501, "Transforms are not supported any more");
}
