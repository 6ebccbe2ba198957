import { inspect } from "node:util";

/** Secrets that sing wherever they get out: of every shape that secrets have. */
export const CANARIES = {
  password: 'Canary-pass"w\\ord/é&<x>',
  token: "canary.Token_of-32~chars",
  uuid: "c0ffee00-cafe-4bad-babe-5eed5eed5eed",
  uuidToken: "BADC0DE5-0dd5-4a11-9bad-facefeedbeef",
  short: "kQ7z",
  spaced: "Canary of two words + more",
  multi: "d34db33f-0000-4000-8000-c4n4ryc4n4ry",
  signature: "X-Canary-Signature=5f5f5f5fCANARY",
} as const;

const bytesOf = (text: string): Buffer => Buffer.from(text, "utf8");

/** The forms in which a platform may repeat a secret. Made here anew: the library's own list may lack one. */
export function formsOf(secret: string): readonly string[] {
  return [
    ...new Set([
      secret,
      secret.toUpperCase(),
      secret.toLowerCase(),
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase(),
      new URLSearchParams([["", secret]]).toString().slice(1),
      bytesOf(secret).toString("base64"),
      bytesOf(secret).toString("base64url"),
      bytesOf(`user:${secret}`).toString("base64"),
    ]),
  ];
}

/** Everything that can be seen of a value, its causes and hidden members included. */
function everythingOf(value: unknown): string {
  const shown: unknown[] = [];
  const seen = new Set<unknown>();
  const visit = (at: unknown): void => {
    if (typeof at !== "object" || at === null || seen.has(at)) return void shown.push(String(at));
    seen.add(at);
    for (const key of Reflect.ownKeys(at)) {
      shown.push(String(key));
      visit(Reflect.get(at, key));
    }
    if (at instanceof Map) [...at].forEach(visit);
    if (at instanceof Error) shown.push(String(at), at.stack);
  };
  visit(value);
  const options = { depth: 20, maxStringLength: null, showHidden: true, getters: true } as const;
  return [
    ...shown,
    String(value),
    JSON.stringify(value),
    inspect(value, options),
    inspect({ nested: [value] }, { depth: 20, maxStringLength: null }),
  ].join("\n");
}

/** The secrets that can be read in what came out, in any form. */
export function leaksIn(out: readonly unknown[], secrets: readonly string[]): readonly string[] {
  const text = out.map(everythingOf).join("\n");
  const folded = text.toLowerCase();
  return secrets.flatMap((secret) =>
    formsOf(secret).filter((form) => text.includes(form) || folded.includes(form.toLowerCase())),
  );
}
