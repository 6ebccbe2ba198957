import { lazy } from "../../core/concurrency/lazy.ts";
import type { history } from "../../../generated/saagie/history.ts";

/** Loads what changed between the platform's versions: calls need it, and whoever only imports the library does not. */
export const loadHistory: () => Promise<typeof history> = lazy(
  async () => (await import("../../../generated/saagie/history.ts")).history,
);
