import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createReporter } from "../../src/cli/reporter/create-reporter.ts";
import type { Reporter } from "../../src/cli/reporter/reporter.ts";
import { bytes } from "../../src/cli/printable.ts";
import { hasControls, testIo, type TestIo, type TestIoOptions } from "./test-io.ts";

const HOSTILE = "\u001b]0;title\u0007\u001b[2Jgone\u0007 \r\u009b31mred\tend";

async function tell(reporter: Reporter): Promise<void> {
  reporter.open("A story", ["About something."], 2);
  await reporter.step({ title: "First", outcome: (count: number) => `${count} things` }, async (report) => {
    for (const status of ["WAITING", "WAITING", "RUNNING"]) report(status);
    return Promise.resolve(3);
  });
  reporter.quote("A log", ["one", HOSTILE]);
  reporter.table("A table", {
    head: ["Name", "Size"],
    rows: [
      ["a", "10"],
      ["longer", "2"],
    ],
  });
  await reporter
    .step({ title: "Second", outcome: String }, () => Promise.reject(new Error("no")))
    .catch(() => undefined);
}

async function told(options: TestIoOptions, json = false): Promise<TestIo> {
  const io = testIo(options);
  await tell(createReporter(io, { json }));
  return io;
}

const withoutTimes = (text: string): string => text.replaceAll(/\d+\.\d s/g, "N s");

test("a pipe gets plain lines, each status once", async () => {
  const { stdout } = await told({});
  expect(hasControls(stdout.text())).toBe(false);
  expect(withoutTimes(stdout.text()).split("\n")).toEqual([
    "A story",
    "About something.",
    "",
    "[1/2] First: WAITING",
    "[1/2] First: RUNNING",
    "[1/2] First: 3 things (N s)",
    "",
    "A log:",
    "  | one",
    "  | gone red  end",
    "",
    "A table:",
    "  Name     Size",
    "  a        10",
    "  longer   2",
    "",
    "[2/2] Second: not done",
    "",
  ]);
});

test("columns stand below each other, however wide the letters are", () => {
  const { stdout } = testIo();
  const rows = [
    ["日本語", "wide"],
    ["e\u0301te\u0301", "combined"],
    ["🚀 go", "a picture"],
  ];
  createReporter({ ...testIo(), stdout }, { json: false }).table("Words", { head: ["Word", "What"], rows });
  expect(stdout.text().split("\n").slice(-5, -2)).toEqual([
    "  日本語   wide",
    "  e\u0301te\u0301      combined",
    "  🚀 go    a picture",
  ]);
});

test("a single step is not counted to a pipe", async () => {
  const { stdout } = testIo();
  const reporter = createReporter({ ...testIo(), stdout }, { json: false });
  reporter.open("One thing", [], 1);
  await reporter.step({ title: "Only", outcome: String }, () => Promise.resolve("done"));
  reporter.lines("Lines", ["Head", "row"]);
  expect(withoutTimes(stdout.text())).toBe("One thing\n\nOnly: done (N s)\n\nLines:\n  Head\n  row\n\n");
});

test("a terminal that cannot move its cursor is told as a pipe is", async () => {
  const { stdout } = await told({ isTTY: true, environment: { TERM: "dumb" } });
  expect(hasControls(stdout.text())).toBe(false);
  expect(stdout.text()).toContain("[1/2] First: RUNNING");
});

describe("a terminal", () => {
  /** What stands on the screen in the end: a cleared line is gone. */
  const screen = (text: string): readonly string[] =>
    withoutTimes(text)
      .split("\n")
      .map((line) => line.split("\r\u001b[2K").at(-1) ?? "");

  test("shows finished steps, quotes and tables", async () => {
    const { stdout } = await told({ isTTY: true, environment: { NO_COLOR: "1" } });
    expect(screen(stdout.text())).toEqual([
      "",
      "  A story",
      "  About something.",
      "",
      `  ✔ ${"First".padEnd(44)} ${"3 things".padEnd(20)}   N s`,
      "",
      "    A log",
      "    │ one",
      "    │ gone red  end",
      "",
      "  A table",
      "",
      "    Name     Size",
      "    ─────────────",
      "    a        10",
      "    longer   2",
      "",
      "  ✖ Second",
      "",
    ]);
  });

  test("has a live line while a step goes on, which never wraps", async () => {
    const io = testIo({ isTTY: true, columns: 60, environment: { NO_COLOR: "1" } });
    const reporter = createReporter(io, { json: false });
    reporter.open("", [], 4);
    const noon = "A title that is rather long for a terminal as narrow as this";
    await reporter.step({ title: noon, outcome: String }, () => Promise.resolve(""));
    const line =
      io.stdout
        .text()
        .split("\r\u001b[2K")
        .find((part) => part.includes("⠋")) ?? "";
    expect(line).toMatch(/^ {2}⠋ ─{12} {2}A title .*…$/);
    expect([...line].length).toBeLessThan(60);
  });

  test("fills the bar as far as a step is done", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const io = testIo({ isTTY: true, columns: 80, environment: { NO_COLOR: "1" } });
    const reporter = createReporter(io, { json: false });
    reporter.open("", [], 1);
    await reporter.step({ title: "Move", outcome: String }, (report) => {
      report("half", 0.5);
      vi.advanceTimersByTime(80);
      report("still half");
      vi.advanceTimersByTime(80);
      return Promise.resolve("");
    });
    const frames = io.stdout.text().split("\r\u001b[2K");
    expect(frames.find((frame) => frame.includes("⠋"))).toContain("─".repeat(12));
    for (const news of [" half", "still half"]) {
      expect(frames.find((frame) => frame.includes(`· ${news.trim()}`))).toContain(
        `${"━".repeat(6)}${"─".repeat(6)} `,
      );
    }
  });

  test("gives the first word of a line its look, and draws no rule wider than the screen", async () => {
    const io = testIo({ isTTY: true, columns: 30 });
    const lines = ["Action   Name", `create   ${"long ".repeat(10)}${HOSTILE}`, "other    create"];
    createReporter(io, { json: false }).lines(HOSTILE, lines, (word) =>
      word === "create" ? "green" : undefined,
    );
    const text = io.stdout.text();
    expect(text).toContain("\u001b[32mcreate\u001b[39m   long");
    expect(text).toContain("    other    create\n");
    expect(text).toMatch(/(?<!─)─{24}(?!─)/u);
    expect(text).not.toContain("\u001b]0;title");
  });

  test("is coloured, unless NO_COLOR is set", async () => {
    const coloured = await told({ isTTY: true });
    expect(coloured.stdout.text()).toContain("\u001b[32m✔\u001b[39m");
    const plain = await told({ isTTY: true, environment: { NO_COLOR: "1" } });
    expect(plain.stdout.text()).not.toContain("\u001b[3");
  });
});

test("with --json a pipe hears of progress as JSON lines on standard error, and standard output belongs to the document", async () => {
  const silent = await told({}, true);
  expect(silent.stdout.text()).toBe("");
  const lines = silent.stderr.text().trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { readonly event: string }).event)).toEqual([
    "started",
    "progress",
    "progress",
    "done",
    "started",
    "failed",
  ]);
  const seen = await told({ isTTY: true, isErrorTTY: true }, true);
  expect(seen.stdout.text()).toBe("");
  expect(seen.stderr.text()).toContain("A story");
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [8915, "8.9 kB"],
  [5_300_000, "5.3 MB"],
  [2e15, "2000.0 TB"],
])("%d bytes are %s", (count, text) => {
  expect(bytes(count)).toBe(text);
});
