/** The forms in which a platform, or a proxy before it, may repeat a text: as it is, escaped, or encoded. */
export function formsOf(text: string): readonly string[] {
  // Half characters have no form in a URL, and none in bytes.
  const whole = text.replace(/\p{Surrogate}/gu, "");
  const escaped = JSON.stringify(text).slice(1, -1);
  return [
    text,
    text.toUpperCase(),
    text.toLowerCase(),
    escaped,
    // As other languages write JSON: ASCII only, or with slashes escaped.
    escaped.replaceAll(/[^\u0020-\u007e]/gu, inAscii),
    escaped.replaceAll("/", "\\/"),
    text.replaceAll(/["&'<>]/gu, (character) => HTML[character] ?? character),
    encodeURIComponent(whole),
    new URLSearchParams({ "": whole }).toString().slice(1),
    ...base64Forms(new TextEncoder().encode(whole)),
  ].filter((form) => form !== "");
}

const HTML: Readonly<Record<string, string>> = {
  '"': "&quot;",
  "&": "&amp;",
  "'": "&#39;",
  "<": "&lt;",
  ">": "&gt;",
};

function inAscii(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}

/** Base64, in both alphabets, also of a longer text with these bytes in it: three bytes make four characters. */
function base64Forms(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    // Characters at either end that hold bits of a neighbour say nothing of these bytes alone.
    const text = base64(shifted).slice(Math.ceil((before * 8) / 6), Math.floor((shifted.length * 8) / 6));
    return text.length < 4 ? [] : [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
