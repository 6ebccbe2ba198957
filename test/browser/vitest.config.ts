import { defineConfig, type ViteUserConfig } from "vitest/config";

// The emulator's window in a real browser: apart from `npm test`, which needs none.

const report = process.env["FOOTBRIDGE_TEST_REPORT"];

const config: ViteUserConfig = defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    name: "browser",
    include: ["test/browser/**/*.spec.ts"],
    setupFiles: ["test/setup.ts"],
    // No test waits for real time; a machine that is busy with something else may take its own.
    testTimeout: 240_000,
    hookTimeout: 60_000,
    // One browser at a time: each has processes of its own.
    fileParallelism: false,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});

export default config;
