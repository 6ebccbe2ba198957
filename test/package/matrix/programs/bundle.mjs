// Bundles one page with one tool as for a browser, and prints what the tool warned of: node bundle.mjs <tool> <entry> <folder>
import { resolve } from "node:path";

const [, , tool, entry, folder] = process.argv;
const warnings = [];

/** The circle lies in a package of others, and does no harm there; Rollup alone tells of it. */
const isOfOthers = ({ code, ids = [] }) =>
  code === "CIRCULAR_DEPENDENCY" && ids.every((id) => !id.includes("/footbridge/"));

const tools = {
  async esbuild() {
    const { build } = await import("esbuild");
    const result = await build({
      entryPoints: { page: entry },
      outdir: folder,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
    });
    warnings.push(...result.warnings.map(({ text }) => text));
  },
  async rollup() {
    const { rollup } = await import("rollup");
    const { nodeResolve } = await import("@rollup/plugin-node-resolve");
    const { default: replace } = await import("@rollup/plugin-replace");
    const bundle = await rollup({
      input: { page: entry },
      // Rollup leaves `process.env.NODE_ENV`, by which many packages choose their form, to this plugin of its own.
      plugins: [
        nodeResolve({ browser: true }),
        replace({ "process.env.NODE_ENV": '"production"', preventAssignment: true }),
      ],
      onwarn: (warning) => isOfOthers(warning) || warnings.push(warning.message),
    });
    await bundle.write({ dir: folder });
  },
  async webpack() {
    const { default: webpack } = await import("webpack");
    const compiler = webpack({
      mode: "production",
      entry: { page: resolve(entry) },
      output: { path: resolve(folder), publicPath: "auto" },
      // An emulator is larger than what webpack would have a page load at once.
      performance: { hints: entry.includes("emulator") ? false : "warning" },
    });
    const stats = await new Promise((done, failed) => {
      compiler.run((error, result) => (error === null ? done(result) : failed(error)));
    });
    const { errors, warnings: told } = stats.toJson({ all: false, errors: true, warnings: true });
    warnings.push(...[...errors, ...told].map(({ message }) => message));
  },
  async vite() {
    const { build, createLogger } = await import("vite");
    const note = (message) => warnings.push(message);
    await build({
      configFile: false,
      base: "./",
      logLevel: "warn",
      customLogger: { ...createLogger("silent"), warn: note, warnOnce: note, error: note },
      build: {
        outDir: folder,
        // As above.
        chunkSizeWarningLimit: entry.includes("emulator") ? 1500 : 500,
        rolldownOptions: { input: { page: entry }, output: { entryFileNames: "[name].js" } },
      },
    });
  },
};

await tools[tool]();
process.stdout.write(`${JSON.stringify(warnings)}\n`);
