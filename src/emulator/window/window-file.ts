import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type * as esbuild from "esbuild";

/** What the page is made of: read by the browser as it lies here. */
const FOLDER = new URL("./page/", import.meta.url);

/** Whether this is the source, as tests and tsx run it, and not what was compiled from it. */
const IS_SOURCE = import.meta.url.endsWith(".ts");

const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
} as const;

/** Nothing from elsewhere, nothing inline, nothing that makes markup of a text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-cache",
} as const;

/** Answers with a file of the window: its page, style, icon or one of its scripts. There is nothing of any emulator in them. */
export async function windowFile(name: string): Promise<Response> {
  const [, stem = "", extension] = /^((?:[a-z]+\/)?[a-z-]+)\.(html|css|js|svg|ts)$/.exec(name) ?? [];
  const content = extension === undefined ? undefined : await contentOf(stem, extension);
  if (content === undefined) return new Response(`The window has no file ${name}\n`, { status: 404 });
  const type = TYPES[extension === "ts" ? "js" : (extension as keyof typeof TYPES)];
  return new Response(content, { headers: { ...HEADERS, "content-type": type } });
}

async function contentOf(stem: string, extension: string): Promise<string | undefined> {
  const isScript = extension === "js" || extension === "ts";
  if (isScript && IS_SOURCE) return withoutTypes(await textOf(`${stem}.ts`));
  // Declarations lie beside what was compiled, and are nobody's script.
  return extension === "ts" ? undefined : textOf(`${stem}.${extension}`);
}

async function textOf(name: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(name, FOLDER), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Scripts as browsers read them. Only sources have types, and there is esbuild wherever sources are run. */
async function withoutTypes(text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return undefined;
  // Required and not imported, so that no bundler looks for it.
  const { transform } = createRequire(import.meta.url)("esbuild") as typeof esbuild;
  return (await transform(text, { loader: "ts", format: "esm", target: "es2022" })).code;
}
