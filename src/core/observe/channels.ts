/** A channel of `node:diagnostics_channel`, as far as it is used here. */
interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

/** The channels of a noun: one of the latter two follows the first. */
export interface Channels {
  readonly start: Channel;
  readonly end: Channel;
  readonly error: Channel;
}

interface DiagnosticsChannel {
  channel(name: string): Channel;
  subscribe(name: string, listener: (message: unknown) => void): void;
  unsubscribe(name: string, listener: (message: unknown) => void): void;
}

/** A module of Node by its name, without an import that a bundler for pages would follow; nothing in other runtimes. */
export function builtinModule(name: "async_hooks" | "diagnostics_channel"): object | undefined {
  const { process } = globalThis as {
    readonly process?: { readonly getBuiltinModule?: (name: string) => object | undefined };
  };
  return process?.getBuiltinModule?.(name);
}

/** What programs listen with. */
export function diagnosticsChannel(): DiagnosticsChannel | undefined {
  return builtinModule("diagnostics_channel") as DiagnosticsChannel | undefined;
}

let call: Channels | undefined;
let request: Channels | undefined;

/** Where calls of methods are told; `undefined` where there are no channels. */
export function callChannels(): Channels | undefined {
  return (call ??= open("call"));
}

/** Where requests are told; `undefined` where there are no channels. */
export function requestChannels(): Channels | undefined {
  return (request ??= open("request"));
}

/** Whether anybody listens. */
export function isHeard(channels: Channels | undefined): channels is Channels {
  if (channels === undefined) return false;
  const { start, end, error } = channels;
  return start.hasSubscribers || end.hasSubscribers || error.hasSubscribers;
}

function open(noun: string): Channels | undefined {
  const diagnostics = diagnosticsChannel();
  if (diagnostics === undefined) return undefined;
  const channel = (event: string): Channel => diagnostics.channel(`footbridge:${noun}:${event}`);
  return { start: channel("start"), end: channel("end"), error: channel("error") };
}
