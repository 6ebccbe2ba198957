/** The SHA-1 of a text's UTF-8 bytes in lower-case hexadecimal: the service names things by it, nothing is secured by it. */
export async function sha1Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
