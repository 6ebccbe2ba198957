import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfigFnObject } from "vitest/config";

// CI names a file for a report that a program can read; people read the terminal.
const report = process.env["FOOTBRIDGE_TEST_REPORT"];

/** The files of tests that have a long form, as those that ask whether it is wanted. */
function withLongForm(): string[] {
  const files = readdirSync("test", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".test.ts"),
  );
  return files
    .map((file) => `test/${file.replaceAll("\\", "/")}`)
    .filter((file) => readFileSync(file, "utf8").includes("support/thorough.ts"));
}

const config: ViteUserConfigFnObject = defineConfig(({ mode }) => ({
  resolve: {
    // Vite would hand our sources the ES module of graphql, while Node gives its CommonJS form to the libraries that
    // we use with it, and graphql refuses values of a second copy of itself. The built package has no such trouble.
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    include: mode === "thorough" ? withLongForm() : ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    // No test waits for real time; a slow machine may still take a while over a thousand calls.
    testTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: mode === "thorough" ? [] : ["test/**/*.test-d.ts"],
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
