interface Listeners {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const listening = new WeakMap<AbortSignal, Listeners>();

/**
 * Calls back when a signal is aborted; the result takes the callback away again. The signal must not be aborted yet.
 *
 * @remarks One listener serves all callbacks of a signal: Node warns of a leak from the eleventh on, and one signal for a
 * thousand calls is none.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const known = listening.get(signal);
  const { callbacks, listener } = known ?? listen(signal);
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    signal.removeEventListener("abort", listener);
    if (listening.get(signal)?.callbacks === callbacks) listening.delete(signal);
  };
}

function listen(signal: AbortSignal): Listeners {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    listening.delete(signal);
    for (const callback of callbacks) callback();
  };
  const listeners = { callbacks, listener };
  listening.set(signal, listeners);
  signal.addEventListener("abort", listener, { once: true });
  return listeners;
}
