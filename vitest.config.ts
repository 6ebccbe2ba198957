import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfigFnObject } from "vitest/config";

// CI names a file for a report that a program can read; people read the terminal.
const report = process.env["FOOTBRIDGE_TEST_REPORT"];

const files: readonly string[] = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((file) => `test/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".test.ts"));

/** Whether tests have a long form, as those that ask whether it is wanted. */
const hasLongForm = (file: string): boolean => readFileSync(file, "utf8").includes("support/thorough.ts");

/**
 * Tests that need a process of their own: they change what all code of a process shares, measure it, or are about what is
 * loaded when. All others share a few processes, and so load the sources once for all instead of once for each file.
 */
const APART =
  /^test\/(?:bench|chaos|cli|core|guard|neighbours|node|package|readme)\/|\/live\/|\/(?:live|sessions|gigabyte|memory|constant-memory|inside|clock)\.test\.ts$/u;

const config: ViteUserConfigFnObject = defineConfig(({ mode }) => {
  const isThorough = mode === "thorough";
  const wanted = isThorough ? files.filter(hasLongForm) : files;
  return {
    resolve: {
      // Vite would hand our sources the ES module of graphql, while Node gives its CommonJS form to the libraries that
      // we use with it, and graphql refuses values of a second copy of itself. The built package has no such trouble.
      alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
    },
    test: {
      setupFiles: ["test/setup.ts"],
      // No test waits for real time; a slow machine may still take a while over a thousand calls.
      testTimeout: 60_000,
      // Half of what tests do is waiting for a socket or a child process: one core less, as vitest takes by default, is half
      // the speed.
      maxWorkers: Math.max(2, availableParallelism()),
      // `--mode thorough` is the long form of what is found by many samples.
      env: isThorough ? { FOOTBRIDGE_THOROUGH: "1" } : {},
      reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
      projects: [
        {
          extends: true,
          test: {
            name: "apart",
            include: wanted.filter((file) => APART.test(file)),
            typecheck: {
              enabled: !isThorough,
              include: ["test/**/*.test-d.ts"],
              tsconfig: "./tsconfig.json",
              // `npm run check` compiles everything; here the types count that a test speaks about.
              ignoreSourceErrors: true,
            },
          },
        },
        {
          extends: true,
          test: { name: "together", include: wanted.filter((file) => !APART.test(file)), isolate: false },
        },
      ],
    },
  };
});

export default config;
