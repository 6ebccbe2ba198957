/** Whether a media type is that of a page. */
export function isPageType(contentType: string | null): boolean {
  return contentType !== null && /^\s*(?:text\/html|application\/xhtml\+xml)\b/iu.test(contentType);
}

// What a page begins with, after blanks, a byte order mark and comments.
const PAGE = /^\uFEFF?\s*<(?:!doctype|html|head|body|title|meta|script|style|!--|\?xml)/iu;
const LOOKED_AT = 256;

/**
 * Tells whether bytes, given piece by piece, begin as a page does.
 *
 * @remarks Asked for where an answer says that it is a page: some services give any bytes under that type.
 */
export class PageDetector {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #text = "";

  /** Takes the next bytes; `true` as soon as they are a page's. */
  isPage(bytes: Uint8Array): boolean {
    if (this.#text.length >= LOOKED_AT) return false;
    this.#text += this.#decoder.decode(bytes.subarray(0, LOOKED_AT * 3), { stream: true });
    return PAGE.test(this.#text);
  }
}

/** Whether the path of a URL ends as that of a page does. */
export function namesPage(url: string): boolean {
  return URL.canParse(url) && /\.(?:x?html?)$/iu.test(new URL(url).pathname);
}
