import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfigFnObject } from "vitest/config";

// CI names a file for a report that a program can read; people read the terminal.
const report = process.env["FOOTBRIDGE_TEST_REPORT"];

const config: ViteUserConfigFnObject = defineConfig(({ mode }) => ({
  resolve: {
    // Vite would hand our sources the ES module of graphql, while Node gives its CommonJS form to the libraries that
    // we use with it, and graphql refuses values of a second copy of itself. The built package has no such trouble.
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    // No test waits for real time; a slow machine may still take a while over a thousand calls.
    testTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ["test/**/*.test-d.ts"],
      tsconfig: "./tsconfig.json",
      // `npm run check` compiles everything; here the types count that a test speaks about.
      ignoreSourceErrors: true,
    },
    // Half of what tests do is waiting for a socket or a child process: one core less, as vitest takes by default, is half the speed.
    maxWorkers: Math.max(2, availableParallelism()),
    // `--mode thorough` is the long form of what is found by many samples.
    env: mode === "thorough" ? { FOOTBRIDGE_THOROUGH: "1" } : {},
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
}));

export default config;
