import type { EmulatedSaagie } from "../../../src/emulator/index.ts";
import type { Wire } from "./wire.ts";

/** Calls the REST services as a client does, with a token or without. */
export async function rest(
  emulator: EmulatedSaagie,
  wire: Wire | null,
  call: `${string} ${string}`,
  body?: unknown,
): Promise<Response> {
  const [method = "", path = ""] = call.split(" ");
  return emulator.fetch(`${emulator.url}${path}`, {
    method,
    headers: {
      "saagie-realm": emulator.realm,
      ...(wire !== null && { authorization: `Bearer ${wire.token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** The status of an answer, and what is in it: JSON, or text. */
export async function outcome(response: Response): Promise<readonly [number, unknown]> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return [response.status, isJson ? JSON.parse(text) : text];
}
