/**
 * Weighs `footbridge/saagie` beside well-known clients: minified and gzipped size, and the time an import takes.
 *
 * Run it with `tsx test/bench/weight.ts`, after a build. The clients are bundled whole, as `import *` would; what Node offers
 * is left out, and so is what ours loads only when it is needed (its Node door, the cron checker).
 */
import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const STARTS = 15;

const CLIENTS: Readonly<Record<string, string>> = {
  "footbridge/saagie": "./dist/src/saagie/index.js",
  "graphql-request": "graphql-request",
  openai: "openai",
  "@linear/sdk": "@linear/sdk",
};

async function gzippedBytes(entry: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(entry)};`, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    outdir: "out",
    splitting: true,
    logLevel: "error",
  });
  const main = outputFiles.find(({ path }) => path.endsWith("stdin.js"));
  if (main === undefined) throw new Error(`Nothing was bundled of ${entry}.`);
  // With splitting, what is imported at once may lie in chunks: they count, what is imported later does not.
  const chunks = new Map(outputFiles.map((file) => [file.path.split("/").at(-1) ?? "", file.text]));
  const wanted = new Set<string>();
  const take = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/gu)) {
      if (wanted.has(name)) continue;
      wanted.add(name);
      take(chunks.get(name) ?? "");
    }
  };
  take(main.text);
  return gzipSync(main.text + [...wanted].map((name) => chunks.get(name)).join("")).byteLength;
}

function medianMs(code: string): number {
  const times = Array.from({ length: STARTS }, () =>
    Number(execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" })),
  );
  return times.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN;
}

const timed = (entry: string): string =>
  `const start = performance.now(); await import(${JSON.stringify(entry)}); console.log(performance.now() - start);`;

console.log("Weight (aims for footbridge/saagie: at most 40 kB and 60 ms)");
for (const [name, entry] of Object.entries(CLIENTS)) {
  const kilobytes = (await gzippedBytes(entry)) / 1000;
  console.log(
    `  ${name.padEnd(20)} ${kilobytes.toFixed(1).padStart(7)} kB min+gzip  ${medianMs(timed(entry)).toFixed(0).padStart(5)} ms import`,
  );
}
