import {
  compatibility,
  Saagie,
  supportedVersions,
  toSupportedVersion,
  type MethodCompatibility,
} from "../../saagie/index.ts";
import type { Io } from "../io.ts";
import { isTerminal, paintFor } from "../paint.ts";
import { printable } from "../printable.ts";

/** Options of `footbridge compat`. */
export interface CompatOptions {
  /** Shows the methods that all versions have, too. */
  readonly all?: boolean;
  readonly json?: boolean;
}

/**
 * Shows which methods work with which platform versions: all of them, one, or that of a live platform.
 *
 * @remarks To a pipe each line is a method and the versions that it works with, parted by tabs. Remote call: only for a
 * URL, log-in and one introspection.
 * @throws InvalidInputError when the version or the URL is none.
 */
export async function compatCommand(
  target: string | undefined,
  { all = false, json = false }: CompatOptions,
  io: Io,
): Promise<void> {
  const versions = target === undefined ? supportedVersions() : [await versionOf(target, io)];
  const rows = (await compatibility()).map((row) => ({
    ...row,
    versions: versions.filter((version) => row.versions.includes(version)),
  }));
  if (json) {
    io.stdout.write(`${JSON.stringify({ versions, methods: rows }, null, 2)}\n`);
    return;
  }
  // What all versions have is no news, unless somebody asks for it.
  const shown = rows.filter(
    (row) => all || row.since !== undefined || row.until !== undefined || row.notes !== undefined,
  );
  if (isTerminal(io.stdout, io)) printTable(shown, versions, io);
  else for (const row of shown) io.stdout.write(`${[row.method, row.versions.join(" ")].join("\t")}\n`);
}

async function versionOf(target: string, { environment, stop }: Io): Promise<string> {
  if (!target.includes("://")) return toSupportedVersion(target);
  // The URL names the platform: what the environment tells of another one does not count.
  const { SAAGIE_PLATFORM: _, SAAGIE_PLATFORM_VERSION: __, ...rest } = environment;
  const saagie = Saagie.fromEnvironment({}, { ...rest, SAAGIE_URL: target });
  return toSupportedVersion(await saagie.version({ signal: stop }));
}

function printTable(rows: readonly MethodCompatibility[], versions: readonly string[], io: Io): void {
  const paint = paintFor(io.stdout, io);
  const widest = Math.max(...rows.map(({ method }) => method.length));
  io.stdout.write(`  ${"".padEnd(widest)}  ${paint("bold", versions.join("  "))}\n`);
  for (const { method, versions: working, notes = [] } of rows) {
    const marks = versions.map((version) =>
      working.includes(version) ? paint("green", "yes".padEnd(7)) : paint("dim", "-".padEnd(7)),
    );
    io.stdout.write(`  ${method.padEnd(widest)}  ${marks.join("  ")}\n`);
    if (notes.length > 0) io.stdout.write(`    ${paint("dim", printable(notes.join(", ")))}\n`);
  }
}
