import type { EmulatedSaagie } from "../../../src/emulator/index.ts";
import {
  jobsOperations,
  pipelinesOperations,
  platformOperations,
  projectsOperations,
  technologiesOperations,
} from "../../../generated/saagie/methods.ts";

const OPERATIONS: readonly { readonly name: string; readonly safety: string }[] = [
  ...Object.values(jobsOperations),
  ...Object.values(pipelinesOperations),
  ...Object.values(platformOperations),
  ...Object.values(projectsOperations),
  ...Object.values(technologiesOperations),
];

const WRITES: ReadonlySet<string> = new Set(
  OPERATIONS.filter(({ safety }) => safety !== "read").map(({ name }) => name),
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
