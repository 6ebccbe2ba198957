import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Archive, ArchiveEntry } from "../../../../src/archive/index.ts";
import { withChangedMember, type MemberChange } from "./json-members.ts";

/** Files by path. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** A change of one kind; where it strikes is told by numbers, whatever there is to be struck. */
export interface Mutation {
  readonly kind: MemberChange | "bytes" | "cut" | "lost" | "moved" | "copied" | "added" | "swapped";
  readonly file: number;
  readonly place: number;
  /** JSON. */
  readonly junk: string;
  readonly path: string;
}

const long = (length: number): string => JSON.stringify("x".repeat(length));

/** Values in the place of others, as JSON: what other clients never write, and what programs stumble over. */
const odd: readonly string[] = [
  ...String.raw`
    null true false 0 -1 1.5 -0 1e21 1e400 9007199254740993 4294967296 01 NaN undefined 'x' [1,]
    "" "\u0020" ".." "../../x" "/etc/passwd" "C:\\x" "a/b" "nul" "\u0000" "\ud800" "x\ny" "{file}"
    "1e999" "0x1F" "2024-01-01" "Python" "3.9" "GLOBAL" "APP" "1\u0020constructor" "__proto__" "constructor"
    "toString" [] [[]] {} {"a":1} ["x"] [null] [{}] [{"__proto__":[]}] {"id":7} {"name":""}
    {"__proto__":{"name":"x"}} {"constructor":null}
  `
    .trim()
    .split(/\s+/u),
  "",
  long(300),
  long(70_000),
  `"1${" ".repeat(20_000)}!"`,
  `[${"0,".repeat(2000)}0]`,
  `${"[".repeat(9000)}${"]".repeat(9000)}`,
  `${'{"a":'.repeat(6000)}1${"}".repeat(6000)}`,
];
const junk: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...odd), weight: 4 },
  { arbitrary: fc.json({ maxDepth: 2 }), weight: 1 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 8 }).map((text) => JSON.stringify(text)), weight: 1 },
);

const NAMES =
  "project.json job.json pipeline.json app.json storage.json docker_credentials.json variable.json env_var.json " +
  "footbridge.json JOB.JSON package.py 1";
const FOLDERS =
  "a/ jobs/9/ version/1/ jobs/1/package/ apps/a/storages/x/ __proto__/ constructor/ .footbridge/import-x/";
// Each of them is a place elsewhere, or another file on another system: no archive may hold it.
const REFUSED = String.raw`/job.json ../job.json a/../../job.json a//job.json a/./job.json a\job.json C:/job.json
  aux/job.json a./job.json job.json/ ..\..\job.json //host/share/job.json con/variable.json`;
const TOO_ODD = ["", "a\u0000/job.json", "\ud800/job.json", `${"z".repeat(256)}/job.json`];
const path: fc.Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc
      .tuple(
        fc.constantFrom(...FOLDERS.split(" "), "", "d/".repeat(900), `${"y".repeat(255)}/`),
        fc.constantFrom(...NAMES.split(" ")),
      )
      .map((parts) => parts.join("")),
    weight: 4,
  },
  { arbitrary: fc.constantFrom(...REFUSED.split(/\s+/u), ...TOO_ODD), weight: 1 },
);

const KINDS: readonly Mutation["kind"][] = [
  ...(["value", "key", "removed", "nested", "twice before", "twice behind", "exchanged"] as const),
  ...(["bytes", "cut", "lost", "moved", "copied", "added", "swapped"] as const),
  // What gets furthest comes most often.
  ...(["value", "value", "value", "value", "removed"] as const),
];

/** One to three changes, of any kind. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), file: fc.nat(), place: fc.nat(), junk, path }),
  { minLength: 1, maxLength: 3 },
);

/** The files with changes. */
export function mutated(files: Files, list: readonly Mutation[]): Files {
  return list.reduce(withMutation, files);
}

function withMutation(files: Files, mutation: Mutation): Files {
  const { kind, file, place, path: elsewhere, junk: added } = mutation;
  const isOfFiles = kind === "lost" || kind === "moved" || kind === "copied" || kind === "swapped";
  const paths = [...files.keys()].filter((one) => isOfFiles || one.endsWith(".json"));
  const chosen = paths[file % Math.max(paths.length, 1)];
  const content = chosen === undefined ? undefined : files.get(chosen);
  if (chosen === undefined || content === undefined) return files;
  const changed = new Map(files);
  if (kind === "lost" || kind === "moved") changed.delete(chosen);
  if (kind === "moved" || kind === "copied") changed.set(elsewhere, content);
  if (kind === "added") changed.set(elsewhere, added);
  if (kind === "swapped") {
    const other = paths[place % paths.length] ?? chosen;
    changed.set(chosen, files.get(other) ?? content).set(other, content);
  }
  if (!isOfFiles && kind !== "added") changed.set(chosen, changedContent(content, mutation));
  return changed;
}

function changedContent(
  content: string | Uint8Array,
  { kind, place, junk: value }: Mutation,
): string | Uint8Array {
  const bytes = Buffer.from(content);
  switch (kind) {
    case "cut":
      return bytes.subarray(0, place % (bytes.length + 1));
    case "bytes": {
      // Also into what is no UTF-8.
      if (bytes.length > 0) bytes[Math.floor(place / 256) % bytes.length] = place % 256;
      return bytes;
    }
    case "lost":
    case "moved":
    case "copied":
    case "added":
    case "swapped":
      return content;
    default:
      return withChangedMember(bytes.toString(), { change: kind, place, junk: value });
  }
}

/** An archive that holds anything anywhere: what a caller may bring along, and no folder would hold. */
export function rawArchive(files: Files): Archive & { readonly written: ReadonlyMap<string, string> } {
  const written = new Map<string, string>();
  const entryOf = (one: string): ArchiveEntry | undefined => {
    const content = written.get(one) ?? files.get(one);
    if (content === undefined) return undefined;
    const blob = new Blob([typeof content === "string" ? content : new Uint8Array(content)]);
    return { path: one, size: blob.size, open: () => Promise.resolve(blob) };
  };
  return {
    location: "the archive under test",
    written,
    async *entries(prefix = "") {
      for (const one of [...new Set([...files.keys(), ...written.keys()])].toSorted()) {
        const entry = one.startsWith(prefix) ? entryOf(one) : undefined;
        if (entry) yield entry;
      }
    },
    entry: (one) => Promise.resolve(entryOf(one)),
    write: async (one, content) => {
      const text = await new Response(content).text();
      written.set(one, text);
      return { size: text.length, sha256: createHash("sha256").update(text).digest("hex") };
    },
  };
}

/** Files with their contents as texts; what is none is written as JSON. */
export function toFiles(files: Readonly<Record<string, unknown>>): Files {
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === "string" ? content : JSON.stringify(content),
    ]),
  );
}
