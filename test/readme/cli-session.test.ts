import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { emulateAgave, emulateDescartes, emulateSaagie } from "../../src/emulator/index.ts";
import { pipelineGraph, Saagie } from "../../src/saagie/index.ts";
import { testIo } from "../cli/test-io.ts";
import { blocks } from "./pages.ts";

// What the page of the command line shows in a terminal is what a terminal shows: every command is run, in the order of the
// page, on emulators of its own. `…` stands for what is different each time, such as an id.

const saagie = emulateSaagie({ projectSeconds: 0, runSeconds: 0, appSeconds: 0 });
const descartes = emulateDescartes();
const agave = emulateAgave();
const folder = mkdtempSync(join(tmpdir(), "footbridge-session-"));
/** What the page writes, and what stands for it here. */
const places: [shown: string, real: string][] = [];
const before = process.cwd();

beforeAll(async () => {
  const { url, realm, platform, user, password, fetch } = saagie;
  const client = new Saagie({ url, realm, platform, user, password, fetch });
  places.push(["http://127.0.0.1:4010", (await saagie.listen()).url]);
  places.push(["http://127.0.0.1:4020", (await descartes.listen()).url]);
  places.push(["http://127.0.0.1:4030", (await agave.listen()).url]);
  saagie.scripts.set("Daily report", { seconds: 0, lines: ["12 orders yesterday"] });
  await client.projects.ensure({ name: "Sales" });
  for (const name of ["Load orders", "Alarm"])
    await client.jobs.create("Sales", { name, technology: "Bash", commandLine: "echo" });
  await client.jobs.create("Sales", { name: "Report", technology: "Bash", commandLine: "echo" });
  const graph = pipelineGraph()
    .job("load", { name: "Load orders" })
    .condition("good", "AllSuccess")
    .job("report", { name: "Report" })
    .job("alarm", { name: "Alarm" })
    .edge("load", "good")
    .edge("good", "report")
    .edge("good", "alarm", { on: "failure" });
  await client.pipelines.create("Sales", { name: "Daily", graph });
  writeFileSync(join(folder, "password.txt"), "demo\n");
  writeFileSync(join(folder, "secret.txt"), descartes.refreshToken);
  writeFileSync(join(folder, "agave-password.txt"), agave.password);
  writeFileSync(join(folder, "db-password.txt"), "s3cret\n");
  writeFileSync(join(folder, "report.sh"), "echo 12 orders yesterday\n");
  mkdirSync(join(folder, "maps"));
  writeFileSync(join(folder, "maps/europe.tif"), "map of Europe");
  const file = blocks.find(({ language, text }) => language === "yaml" && text.startsWith("project: Shop"));
  writeFileSync(join(folder, "footbridge.yaml"), file?.text ?? "");
  process.chdir(folder);
});

afterAll(async () => {
  process.chdir(before);
  await Promise.all([saagie.close(), descartes.close(), agave.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A command of the page, and what it shows. */
interface Shown {
  readonly command: string;
  readonly output: string;
}

const session: readonly Shown[] = blocks
  .filter(({ language, page }) => language === "console" && page === "src/cli/README.md")
  .flatMap(({ text }) => text.split(/^\$ /mu).slice(1))
  .map((part) => {
    const end = part.indexOf("\n");
    return { command: part.slice(0, end), output: part.slice(end + 1) };
  });

test("there is a session", () => {
  expect(session.length).toBeGreaterThan(20);
});

test("every command of the page prints what the page shows", async () => {
  for (const { command, output } of session) {
    const { io, code } = await run(command);
    expect(code, `${command}\n${io.stderr.text()}`).toBe(0);
    expect(io.stdout.text() + withoutLiveLine(io.stderr.text()), command).toMatch(pattern(output));
  }
}, 60_000);

async function run(
  command: string,
): Promise<{ readonly io: ReturnType<typeof testIo>; readonly code: number }> {
  const [line = "", inputFile] = command.split(" < ");
  const args = words(line).slice(1);
  const real = args.map((arg) => places.reduce((text, [shown, place]) => text.replaceAll(shown, place), arg));
  const io = testIo({
    isTTY: true,
    isErrorTTY: true,
    columns: 100,
    environment: {
      FOOTBRIDGE_CONFIG_DIR: join(folder, "configuration"),
      NO_COLOR: "1",
      DB_PASSWORD: "s3cret",
    },
    input: inputFile === undefined ? "" : (INPUTS[inputFile] ?? ""),
  });
  return { io, code: await runCommandLine(real, io) };
}

/** What stays on a terminal: a live line is taken away when the work is done. */
function withoutLiveLine(text: string): string {
  return text
    .split("\r\u001b[2K")
    .filter((piece) => !/^[⠀-⣿]/u.test(piece))
    .join("");
}

const INPUTS: Readonly<Record<string, string>> = {
  "password.txt": "demo\n",
  "secret.txt": descartes.refreshToken,
  "agave-password.txt": agave.password,
  "db-password.txt": "s3cret\n",
};

/** The words of a command line, as a shell takes them. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

/** What stands there, with `…` for anything on a line. */
function pattern(output: string): RegExp {
  const shown = places.reduce((text, [before_, place]) => text.replaceAll(before_, place), output.trimEnd());
  const escaped = shown
    .split("\n")
    .map((line) =>
      line
        .trimEnd()
        .split("…")
        .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll(/ {2,}/gu, " +"))
        .join(".*"),
    )
    .join(String.raw`\s*\n`);
  return new RegExp(`^${escaped}\\s*$`, "u");
}
