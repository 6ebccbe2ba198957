import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { inputFrom } from "../../src/cli/standard-input.ts";

/** A terminal as readline takes it over: what is typed into it, and what stands on its last line. */
function terminal() {
  const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const screen = new PassThrough();
  let written = "";
  screen.on("data", (chunk: Buffer) => (written += chunk.toString()));
  /** What is left of the last line after all that was cleared of it. */
  const lastLine = (): string => {
    const line = written.split("\n").at(-1) ?? "";
    return stripVTControlCharacters(line.slice(Math.max(0, line.lastIndexOf("\u001b[0J"))));
  };
  return { keys, screen, lastLine, all: () => written, input: inputFrom(keys, screen) };
}

const signal = new AbortController().signal;

test("a question stays where the person can read it", async () => {
  const { keys, input, lastLine } = terminal();
  const answer = input.ask("Delete it all? [y/N] ", { signal });
  await expect.poll(lastLine).toContain("Delete it all? [y/N]");
  keys.write("y\r");
  expect(await answer).toBe("y");
});

test("a secret is asked for, and not shown", async () => {
  const { keys, input, lastLine, all } = terminal();
  const answer = input.ask("Password of ann: ", { signal, isSecret: true });
  await expect.poll(lastLine).toContain("Password of ann:");
  keys.write("s3cret\r");
  expect(await answer).toBe("s3cret");
  expect(all()).not.toContain("s3cret");
});

test.each([
  ["Ctrl-D", false, (keys: PassThrough) => keys.write("\u0004")],
  ["Ctrl-D", true, (keys: PassThrough) => keys.write("\u0004")],
  ["a terminal that goes away", false, (keys: PassThrough) => keys.end()],
  ["a terminal that goes away", true, (keys: PassThrough) => keys.end()],
])("%s is no answer (secret: %s)", async (_, isSecret, act) => {
  const { keys, input, lastLine, all } = terminal();
  const answer = input.ask("Go on? ", { signal, isSecret });
  await expect.poll(lastLine).toContain("Go on?");
  act(keys);
  await expect(answer).rejects.toMatchObject({
    code: "NOT_CONFIRMED",
    message: "The question was not answered: nothing was done.",
  });
  expect(all().endsWith("\n")).toBe(true);
});

test("who stops it gets the reason of the signal", async () => {
  const { input, lastLine } = terminal();
  const stopping = new AbortController();
  const answer = input.ask("Go on? ", { signal: stopping.signal });
  await expect.poll(lastLine).toContain("Go on?");
  stopping.abort(new Error("Stopped by SIGINT."));
  await expect(answer).rejects.toThrow("Stopped by SIGINT.");
});

test("a name in a question steers no terminal", async () => {
  const { keys, input, all } = terminal();
  const answer = input.ask("Delete \u001b[31m\u202eevil? ", { signal });
  await expect.poll(all).toContain("evil?");
  expect(all()).not.toMatch(/\u001b\[31m|\u202e/u);
  keys.write("n\r");
  expect(await answer).toBe("n");
});
