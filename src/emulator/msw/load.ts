// Its types may be missing where the package is: msw is an optional peer. The comment stands in our declarations as well, so that
// compilers that check these do not mind.
// oxlint-disable typescript/ban-ts-comment, typescript/consistent-type-imports, jsdoc/check-tag-names
/** @ts-ignore: a handler of msw, or anything without msw. */
export type MswHandler = import("msw").RequestHandler;
// oxlint-enable typescript/ban-ts-comment, typescript/consistent-type-imports, jsdoc/check-tag-names

/** What handlers are made with: the module `msw`, or these two of its exports. */
export interface Msw {
  readonly http: {
    all(path: string, resolver: (info: { readonly request: Request }) => Promise<Response>): MswHandler;
  };
  readonly HttpResponse: { error(): Response };
}

/**
 * Loads msw, where it is installed.
 *
 * @remarks A file of its own, for which bundles for pages have another: webpack and Rollup would warn all who have no msw.
 * @throws Error when it is not installed
 */
export async function loadMsw(): Promise<Msw> {
  try {
    return await import("msw");
  } catch (cause) {
    throw new Error(
      "handlers() makes request handlers of msw, which cannot be loaded: install it with `npm install -D msw`, or use the emulator's fetch or listen() instead.",
      { cause },
    );
  }
}
