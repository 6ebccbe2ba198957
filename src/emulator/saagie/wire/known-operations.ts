import { rootFields } from "../../../../generated/emulator/saagie/index.ts";
import { REST_ROUTES } from "./rest-routes.ts";

/** Calls that are neither GraphQL nor JSON. */
const OTHERS: readonly string[] = ["authenticate", "downloadArtifact", "readLogs", "downloadLogs"];

/** What a fault can mean: the root fields of both endpoints, of whatever version, and all other calls. */
export function knownOperations(): ReadonlySet<string> {
  return new Set([...rootFields, ...REST_ROUTES.map(({ operation }) => operation), ...OTHERS]);
}
