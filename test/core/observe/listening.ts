import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** The channels, as the page about them tells. */
export const CHANNELS: readonly string[] = ["call", "request"].flatMap((noun) =>
  ["start", "end", "error"].map((event) => `footbridge:${noun}:${event}`),
);

/** One thing that was published, as it was then. */
export interface Published {
  readonly channel: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Listens to all channels, or to some, until it is stopped. */
export function listening(channels: readonly string[] = CHANNELS): {
  readonly published: Published[];
  readonly stop: () => void;
} {
  const published: Published[] = [];
  const note = (message: unknown, channel: string | symbol): void =>
    void published.push({ channel: String(channel), message: { ...(message as object) } });
  for (const channel of channels) subscribe(channel, note);
  return {
    published,
    stop: () => {
      for (const channel of channels) unsubscribe(channel, note);
    },
  };
}
