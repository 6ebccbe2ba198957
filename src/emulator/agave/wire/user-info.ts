import { toBase64 } from "../../bytes.ts";

/** An address as it is asked: what stands before its host goes along as a header. */
export interface PlainAddress {
  readonly href: string;
  /** Empty where the address names nobody. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes the user out of an address: a request to one that has it is refused before it is sent. */
export function withoutUserInfo(address: string): PlainAddress {
  const target = new URL(address);
  const { username, password } = target;
  Object.assign(target, { username: "", password: "" });
  if (username === "") return { href: target.href, headers: {} };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { href: target.href, headers: { authorization: `Basic ${toBase64(pair)}` } };
}
