#!/usr/bin/env node
import { runCommandLine } from "./run-command-line.ts";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait. An exit, unlike the signal's own, still ends the processes of runs.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(new Error(`Stopped by ${signal}.`));
  });
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  stop: stopping.signal,
});
