import { DescartesStorage, type DescartesStorageOptions } from "../../../src/descartes/index.ts";
import { instantClock } from "../../core/support/clock.ts";
import { loopback } from "../../node/loopback.ts";

/** What arrived at the server. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What the server says: as it stands, however untrue. */
export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The connection breaks after the body, without its end. */
  readonly cut?: boolean;
  /** The connection breaks before any answer. */
  readonly lost?: boolean;
  /** No length is told. */
  readonly chunked?: boolean;
}

/** A server that is no emulator, and a client that speaks to it over real connections. */
export interface Wire {
  readonly storage: DescartesStorage;
  readonly arrived: readonly Arrived[];
  /** `GET …/get/k` and the like, with their ranges, in the order of their coming. */
  asked(): readonly string[];
  /** What each key holds. */
  readonly blobs: Map<string, Uint8Array>;
}

const STORAGE = "/storage/v1/data";

/** Opens one; what `say` leaves alone is answered as a simple service would: keys are stored, read and deleted whole. */
export async function openWire(
  say: (arrived: Arrived, nth: number) => Said | undefined = () => undefined,
  options: DescartesStorageOptions = {},
): Promise<Wire> {
  const arrived: Arrived[] = [];
  const blobs = new Map<string, Uint8Array>();
  const { url } = await loopback((request, answer) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks) };
      arrived.push(one);
      const nth = arrived.filter((other) => other.method === method && other.path === path).length;
      const {
        status = 200,
        headers: told = {},
        body = "",
        cut = false,
        lost = false,
        chunked = cut,
      } = say(one, nth) ?? usual(url, one, blobs);
      if (lost) return void answer.destroy();
      answer.writeHead(status, { ...(chunked ? {} : { "content-length": String(body.length) }), ...told });
      if (!cut) return void answer.end(body);
      answer.write(body, () => setImmediate(() => answer.destroy()));
    });
  });
  const storage = new DescartesStorage({
    url: `${url}/storage/v1`,
    iamUrl: url,
    token: "good",
    clock: instantClock(),
    ...options,
  });
  const asked = (): readonly string[] =>
    arrived.map(({ method, path, headers }) =>
      [method, path.replace(STORAGE, ""), headers["range"] ?? headers["content-range"] ?? ""]
        .join(" ")
        .trim(),
    );
  return { storage, arrived, asked, blobs };
}

function usual(origin: string, { method, path, body }: Arrived, blobs: Map<string, Uint8Array>): Said {
  const key = decodeURIComponent(path.split("/").at(-1) ?? "");
  if (path.includes("/new_resumable_url/")) return { body: `${origin}/store/${key}` };
  if (method === "PUT") {
    blobs.set(key, body);
    return {};
  }
  const blob = blobs.get(key);
  if (blob === undefined) return { status: 404 };
  if (method !== "DELETE") return { body: blob, headers: { "content-type": "application/octet-stream" } };
  blobs.delete(key);
  return {};
}
