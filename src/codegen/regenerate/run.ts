// npm run -s regenerate -- --from <url | SDL file | introspection JSON> --as <version>
import { fileURLToPath } from "node:url";
import { runRegenerate } from "./run-regenerate.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));

process.exitCode = await runRegenerate(process.argv.slice(2), project, {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
});
