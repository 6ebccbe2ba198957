import { builtinModule } from "./channels.ts";

/** The call of a method, for what is sent within it. */
export interface CurrentCall {
  readonly callId: string;
  readonly method: string;
}

interface Storage {
  run<T>(store: CurrentCall, work: () => T): T;
  getStore(): CurrentCall | undefined;
}

// Made with the first call that is observed: to follow calls costs a program something.
let storage: Storage | undefined;

/** Does a work as part of a call. */
export function within<T>(call: CurrentCall, work: () => T): T {
  const hooks = builtinModule("async_hooks") as { readonly AsyncLocalStorage: new () => Storage } | undefined;
  storage ??= hooks && new hooks.AsyncLocalStorage();
  return storage === undefined ? work() : storage.run(call, work);
}

/** The call within which this runs, where one was observed from its start. */
export function currentCall(): CurrentCall | undefined {
  return storage?.getStore();
}
