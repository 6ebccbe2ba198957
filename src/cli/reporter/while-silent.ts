/** Systems that run commands unattended end what has been silent for minutes. */
const SILENCE_MS = 30_000;

/** Watches over the silence of a long work. */
export interface SilenceWatch {
  /** Something was told. */
  heard(): void;
  /** The work is over. */
  stop(): void;
}

/** Calls `onSilence` whenever nothing has been told for half a minute. */
export function whileSilent(onSilence: () => void): SilenceWatch {
  // It must not be what keeps the process alive.
  const start = (): NodeJS.Timeout => setInterval(onSilence, SILENCE_MS).unref();
  let timer = start();
  const stop = (): void => clearInterval(timer);
  return {
    heard: () => {
      stop();
      timer = start();
    },
    stop,
  };
}
