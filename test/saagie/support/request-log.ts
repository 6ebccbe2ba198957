import type { EmulatedSaagie } from "../../../src/emulator/index.ts";
import * as generated from "../../../generated/saagie/methods.ts";

interface OperationFacts {
  readonly name: string;
  readonly field: string;
  readonly endpoint: string;
  readonly safety: string;
}

const OPERATIONS: readonly OperationFacts[] = Object.entries(generated).flatMap(([name, value]) =>
  name.endsWith("Operations") ? Object.values(value as Readonly<Record<string, OperationFacts>>) : [],
);

// The emulator calls REST operations by their root fields. A log-in is no write.
const WRITES: ReadonlySet<string> = new Set(
  OPERATIONS.filter(({ safety, field }) => safety !== "read" && field !== "authenticate").map(
    ({ endpoint, name, field }) => (endpoint === "rest" ? field : name),
  ),
);

/** What an emulator was asked from a moment on. */
export interface RequestWatch {
  /** The names of all operations, in order. */
  operations(): readonly string[];
  /** The names of those that change something, in order. */
  writes(): readonly string[];
  count(operation: string): number;
  /** The variables of each request of that name, in order. */
  variables(operation: string): readonly unknown[];
}

/** Starts to watch what is asked. */
export function watchRequests({ requests }: EmulatedSaagie): RequestWatch {
  const start = requests.length;
  const operations = (): readonly string[] =>
    requests.slice(start).map(({ operation, path }) => operation ?? path);
  return {
    operations,
    writes: () => operations().filter((name) => WRITES.has(name)),
    count: (operation) => operations().filter((name) => name === operation).length,
    variables: (operation) =>
      requests
        .slice(start)
        .filter((request) => request.operation === operation)
        .map(({ variables }) => variables),
  };
}
