const LOOK_MS = 5;

/** What some work took. */
export interface Measured {
  readonly seconds: number;
  /** By how much the memory of this process grew over what it had at the start, at its peak. */
  readonly growthBytes: number;
}

/** Times work with an eye on the memory of this process. */
export async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const sampler = setInterval(look, LOOK_MS);
  const started = performance.now();
  try {
    await work();
  } finally {
    clearInterval(sampler);
  }
  const seconds = (performance.now() - started) / 1000;
  look();
  return { seconds, growthBytes: peak - before };
}
