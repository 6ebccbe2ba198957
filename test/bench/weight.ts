/**
 * Weighs the platforms' doors beside well-known clients: minified and gzipped size, and the time an import takes.
 *
 * Run it with `tsx test/bench/weight.ts`, after a build. The clients are bundled whole, as `import *` would; what Node offers
 * is left out. What ours loads only when it is needed is weighed apart: what the first call brings in, and all there is.
 */
import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const STARTS = 15;

interface Client {
  readonly entry: string;
  /** What a first call loads of ours: the documents of its endpoint and what sends it, over a `fetch` of the caller. */
  readonly firstCall?: readonly string[];
}

const CLIENTS: Readonly<Record<string, Client>> = {
  "footbridge/saagie": {
    entry: "./dist/src/saagie/index.js",
    firstCall: [
      "dist/generated/saagie/platform.js",
      "dist/generated/saagie/inputs.js",
      "dist/src/core/graphql/execute-graphql.js",
      "dist/src/core/guard/checked-call.js",
      "dist/src/core/transport/fetch-transport.js",
    ],
  },
  "footbridge/descartes": {
    entry: "./dist/src/descartes/index.js",
    firstCall: [
      "dist/generated/descartes/storage.js",
      "dist/generated/descartes/bindings.js",
      "dist/generated/descartes/inputs.js",
      "dist/src/core/guard/checked-call.js",
      "dist/src/core/http/execute-http.js",
      "dist/src/core/transport/fetch-transport.js",
    ],
  },
  "footbridge/agave": {
    entry: "./dist/src/agave/index.js",
    firstCall: [
      "dist/generated/agave/bindings.js",
      "dist/generated/agave/inputs.js",
      "dist/src/core/guard/checked-call.js",
      "dist/src/agave/failures.js",
      "dist/src/core/http/execute-http.js",
      "dist/src/core/transport/fetch-transport.js",
    ],
  },
  "graphql-request": { entry: "graphql-request" },
  openai: { entry: "openai" },
  "@linear/sdk": { entry: "@linear/sdk" },
};

interface Weight {
  readonly atOnce: number;
  readonly withFirstCall: number;
  readonly inAll: number;
}

async function weigh({ entry, firstCall = [] }: Client): Promise<Weight> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from ${JSON.stringify(entry)};`, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    outdir: "out",
    splitting: true,
    metafile: true,
    logLevel: "error",
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const outputs = Object.entries(metafile.outputs);
  // With splitting, what is imported at once may lie in chunks: they count, what is imported later does not.
  const wanted = new Set<string>();
  const take = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    const output = outputs.find(([path]) => basename(path) === name)?.[1];
    for (const { path, kind } of output?.imports ?? []) if (kind === "import-statement") take(basename(path));
  };
  const bytes = (): number => gzipSync([...wanted].map((name) => texts.get(name)).join("")).byteLength;
  take("stdin.js");
  const atOnce = bytes();
  for (const [path, { inputs }] of outputs)
    if (firstCall.some((file) => file in inputs)) take(basename(path));
  const withFirstCall = bytes();
  for (const name of texts.keys()) take(name);
  return { atOnce, withFirstCall, inAll: bytes() };
}

function medianMs(code: string): number {
  const times = Array.from({ length: STARTS }, () =>
    Number(execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" })),
  );
  return times.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN;
}

const timed = (entry: string): string =>
  `const start = performance.now(); await import(${JSON.stringify(entry)}); console.log(performance.now() - start);`;

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1).padStart(7);

console.log("Weight (aims for footbridge/saagie and footbridge/agave: at most 40 kB at import; 60 ms)");
for (const [name, client] of Object.entries(CLIENTS)) {
  const { atOnce, withFirstCall, inAll } = await weigh(client);
  console.log(
    `  ${name.padEnd(20)} ${kilobytes(atOnce)} kB min+gzip  ${medianMs(timed(client.entry)).toFixed(0).padStart(5)} ms import`,
  );
  if (withFirstCall > atOnce) {
    console.log(`  ${"- with a first call".padEnd(20)} ${kilobytes(withFirstCall)} kB`);
    console.log(`  ${"- all there is".padEnd(20)} ${kilobytes(inAll)} kB`);
  }
}
