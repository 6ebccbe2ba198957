import { createHmac } from "node:crypto";

/** The seal of a text, which only who knows the secret can make: 64 hexadecimal digits. */
export function mac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
