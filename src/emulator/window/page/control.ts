/** The key was not taken. */
export class KeyRefused extends Error {
  override readonly name = "KeyRefused";
}

/** Something that one of the watched paths reads now. */
export interface Told {
  readonly path: string;
  readonly value?: unknown;
  /** Why there is no value. */
  readonly error?: string;
}

/** What is asked of the control API besides reading. */
export interface Order {
  readonly method?: string;
  readonly body?: BodyInit;
}

/** The control API of the emulator that serves this page. */
export class Control {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /**
   * Asks for something.
   *
   * @throws KeyRefused, or an Error with what the emulator says
   */
  async ask(path: string, { method = "GET", body }: Order = {}): Promise<Response> {
    const answer = await this.#fetch(path, { method, ...(body !== undefined && { body }) });
    if (answer.ok) return answer;
    const told: unknown = await answer.json().catch(() => undefined);
    const why = typeof told === "object" && told !== null && "error" in told ? String(told.error) : undefined;
    throw new Error(why ?? `The emulator answered ${String(answer.status)}`);
  }

  /** Tells what paths read, at first and whenever that changes, until the signal is aborted or the emulator ends. */
  async *watch(paths: readonly string[], signal: AbortSignal): AsyncGenerator<Told> {
    const query = new URLSearchParams(paths.map((path) => ["watch", path]));
    const answer = await this.#fetch(`/events?${query.toString()}`, { signal });
    if (!answer.ok || answer.body === null) throw new Error(`The emulator answered ${String(answer.status)}`);
    yield* events(answer.body);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    // The page lies beside the API: whatever the address is by which it was reached.
    const url = new URL(path.slice(1), document.baseURI);
    const headers = { authorization: `Bearer ${this.#key}` };
    const answer = await fetch(url, { ...init, headers, cache: "no-store", redirect: "error" });
    if (answer.status === 401) throw new KeyRefused("The emulator does not take this key");
    return answer;
  }
}

/** The data of Server-Sent Events. The browser's own reader of them cannot send a key in a header. */
async function* events(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Told> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice(6)) as Told;
  }
}
