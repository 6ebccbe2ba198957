#!/usr/bin/env node
import { outputTo } from "./output.ts";
import { runCommandLine } from "./run-command-line.ts";
import { inputFrom } from "./standard-input.ts";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait. An exit, unlike the signal's own, still ends the processes of runs.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(new Error(`Stopped by ${signal}.`));
  });
}

let isOutputLost = false;
// Nobody is left to be told.
const stderr = outputTo(process.stderr, () => undefined);
const stdout = outputTo(process.stdout, ({ message }) => {
  isOutputLost = true;
  stderr.write(`error: Standard output cannot be written (${message}). The work goes on without it.\n`);
});

const code = await runCommandLine(process.argv.slice(2), {
  stdin: inputFrom(process.stdin, process.stderr),
  stdout,
  stderr,
  environment: process.env,
  stop: stopping.signal,
});
// Set at the end: the last words may be those that do not arrive.
process.on("exit", () => {
  process.exitCode = code === 0 && isOutputLost ? 1 : code;
});
