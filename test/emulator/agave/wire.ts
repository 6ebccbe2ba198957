import { emulateAgave, type EmulatedAgave } from "../../../src/emulator/index.ts";

/** An answer that has been read. */
export interface Read {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown;
  /** What is in the envelope. */
  readonly result: unknown;
  readonly message: string | null | undefined;
}

/** Asks as somebody, by hand. */
export type Ask = (line: string, body?: unknown, init?: RequestInit) => Promise<Read>;

const users: Readonly<Record<string, string>> = {
  ann: "ann-password",
  bob: "bob-password",
  admin: "admin-password",
};

/** Basic authentication. */
export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}

/** Asks for tokens. */
export function askToken(
  emulator: EmulatedAgave,
  fields: Record<string, string>,
  authorization: string = basic("ann-key", "ann-secret"),
): Promise<Response> {
  const body = new URLSearchParams(fields);
  return emulator.fetch(`${emulator.url}/token`, { method: "POST", body, headers: { authorization } });
}

/** An access token of a user. */
export async function tokenOf(emulator: EmulatedAgave, username: string): Promise<string> {
  const fields = { grant_type: "password", username, password: users[username] ?? "", scope: "PRODUCTION" };
  const answer = (await (await askToken(emulator, fields)).json()) as { readonly access_token: string };
  return answer.access_token;
}

/** Reads an answer to its end. */
export async function read(response: Response): Promise<Read> {
  const text = await response.text();
  const body = parsed(text);
  const { result, message } = (body ?? {}) as { readonly result?: unknown; readonly message?: string | null };
  return { status: response.status, headers: response.headers, text, body, result, message };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Sends one request: `"GET /path"`, and what is neither text, bytes nor a form as JSON. */
export async function send(
  emulator: EmulatedAgave,
  line: string,
  { body, ...init }: { readonly body?: unknown } & Omit<RequestInit, "body"> = {},
): Promise<Read> {
  const [method = "GET", path = ""] = line.split(" ");
  const isRaw =
    body === undefined ||
    typeof body === "string" ||
    body instanceof FormData ||
    body instanceof URLSearchParams ||
    body instanceof Uint8Array;
  const headers = new Headers(init.headers);
  if (!isRaw && !headers.has("content-type")) headers.set("content-type", "application/json");
  const sent = isRaw ? (body as BodyInit | undefined) : JSON.stringify(body);
  const url = path.startsWith("http") ? path : emulator.url + path;
  return read(
    await emulator.fetch(url, { ...init, method, headers, ...(sent !== undefined && { body: sent }) }),
  );
}

/** Logs somebody in, and gives what asks as them. */
export async function asking(emulator: EmulatedAgave, username = "ann"): Promise<Ask> {
  const token = await tokenOf(emulator, username);
  return (line, body, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    return send(emulator, line, { ...init, headers, ...(body !== undefined && { body }) });
  };
}

/** An emulator, and somebody who asks it. */
export async function begin(
  options: Parameters<typeof emulateAgave>[0] = {},
): Promise<{ readonly emulator: EmulatedAgave; readonly ask: Ask }> {
  const emulator = emulateAgave({ clock: "manual", ...options });
  return { emulator, ask: await asking(emulator) };
}
