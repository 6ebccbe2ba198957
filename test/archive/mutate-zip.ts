import fc from "fast-check";
import { buildZip, type ZipPart } from "./build-zip.ts";

/** A change to a zip: to one of the entries that it is made of, or to its bytes. */
export type ZipMutation =
  | { readonly kind: "part"; readonly part: number; readonly change: Partial<ZipPart> }
  | { readonly kind: "again"; readonly part: number; readonly change: Partial<ZipPart> }
  | { readonly kind: "dense"; readonly part: number; readonly size: number }
  | { readonly kind: "field"; readonly place: number; readonly value: number }
  | { readonly kind: "flip"; readonly place: number; readonly value: number }
  | { readonly kind: "cut"; readonly place: number; readonly length: number }
  | { readonly kind: "insert"; readonly place: number; readonly bytes: Uint8Array };

/** Names that lead elsewhere, that are other files on other systems, or that no file system takes. */
const NAMES: readonly (string | Uint8Array)[] = [
  ..."/ // . .. ./ ../ /etc/passwd ../evil a/../../evil ./../evil C:/evil C:evil a//b a/./b aux a/con.txt".split(
    " ",
  ),
  ...String.raw`b. ..\evil \\host\evil C:\evil a\..\..\evil __proto__ __proto__/job.json constructor`.split(
    " ",
  ),
  ..."job.json project.json x/app.json x/pipeline.json version/1/job.json footbridge.json".split(" "),
  ".footbridge/import-x/job.json",
  "",
  "a\0b",
  "a\nb",
  "tail ",
  "a/b /c",
  "n".repeat(256),
  "n".repeat(65_535),
  "d/".repeat(32_000),
  `${"d/".repeat(900)}job.json`,
  new Uint8Array([0xff, 0xfe, 0x2f, 0x2e, 0x2e]),
  new Uint8Array([0xc0, 0xae, 0xc0, 0xae, 0x2f, 0x78]),
];
/** Contents that pack to next to nothing: one that does no harm, and a bomb. */
export const DENSE: readonly string[] = [100_000, 1_100_000].map((size) => "0".repeat(size));
const VALUES = [0, 1, 2, 8, 0x14, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

const number = fc.oneof(fc.constantFrom(...VALUES), fc.nat({ max: 0xffff_ffff }), fc.nat({ max: 300 }));
const change: fc.Arbitrary<Partial<ZipPart>> = fc.oneof(
  fc.record({ name: fc.constantFrom(...NAMES) }),
  fc.record({ name: fc.string({ unit: "binary", maxLength: 12 }) }),
  fc.record({ size: number, zip64: fc.boolean() }),
  fc.record({ size: fc.constantFrom(2 ** 33, 2 ** 50, 2 ** 53), zip64: fc.constant(true) }),
  fc.record({ crc: number }),
  fc.record({ offset: number, zip64: fc.boolean() }),
  fc.record({ method: fc.constantFrom(0, 1, 8, 9, 12, 14, 99) }),
  fc.record({ flags: fc.constantFrom(0, 1, 8, 0x40, 0x800, 0x801, 0x2000, 0xffff) }),
  fc.record({ mode: fc.constantFrom(0o120777, 0o010644, 0o040755, 0o100644, 0o020666, 0o177777) }),
  fc.record({ descriptor: fc.boolean(), zip64: fc.boolean() }),
);
const part = fc.nat();
const place = fc.nat();
const mutation: fc.Arbitrary<ZipMutation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("part" as const), part, change }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("again" as const), part, change }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("dense" as const),
      part,
      size: fc.nat({ max: DENSE.length - 1 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("field" as const), place, value: number }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("flip" as const), place, value: fc.nat({ max: 255 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("cut" as const), place, length: fc.nat({ max: 400 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("insert" as const),
      place,
      bytes: fc.uint8Array({ maxLength: 30 }),
    }),
  },
);

/** One to three changes, of any kind. */
export const zipMutations: fc.Arbitrary<readonly ZipMutation[]> = fc.array(mutation, {
  minLength: 1,
  maxLength: 3,
});

/** Builds a zip with changes, first those to its entries. */
export function buildMutatedZip(parts: readonly ZipPart[], list: readonly ZipMutation[]): Buffer {
  return list.reduce(withChangedBytes, buildZip(list.reduce(withChangedPart, parts)));
}

function withChangedPart(parts: readonly ZipPart[], mutated: ZipMutation): readonly ZipPart[] {
  if (!("part" in mutated)) return parts;
  const at = mutated.part % parts.length;
  const old = parts[at];
  if (old === undefined) return parts;
  if (mutated.kind === "again") return [...parts, { ...old, ...mutated.change }];
  const changed = mutated.kind === "dense" ? { content: DENSE[mutated.size] ?? "" } : mutated.change;
  return parts.with(at, { ...old, ...changed });
}

function withChangedBytes(zip: Buffer, mutated: ZipMutation): Buffer {
  if ("part" in mutated || zip.length === 0) return zip;
  const at = mutated.place % zip.length;
  const changed = Buffer.from(zip);
  switch (mutated.kind) {
    case "cut":
      return Buffer.concat([zip.subarray(0, at), zip.subarray(at + mutated.length)]);
    case "insert":
      return Buffer.concat([zip.subarray(0, at), mutated.bytes, zip.subarray(at)]);
    case "flip":
      changed[at] = mutated.value;
      return changed;
    case "field": {
      const fields = fieldsOf(zip);
      const [offset, size] = fields[mutated.place % Math.max(fields.length, 1)] ?? [0, 2];
      if (offset + size > zip.length) return zip;
      changed.writeUIntLE(mutated.value % 2 ** (size * 8), offset, size);
      return changed;
    }
  }
}

type Field = readonly [offset: number, size: 2 | 4];

/** Where the fields of headers of each kind lie, and their sizes in bytes. */
const HEADERS: readonly { readonly signature: string; readonly fields: readonly Field[] }[] = [
  {
    signature: "PK\u0003\u0004",
    fields: [
      [6, 2],
      [8, 2],
      [14, 4],
      [18, 4],
      [22, 4],
      [26, 2],
      [28, 2],
    ],
  },
  {
    signature: "PK\u0001\u0002",
    fields: [
      [8, 2],
      [10, 2],
      [16, 4],
      [20, 4],
      [24, 4],
      [28, 2],
      [30, 2],
      [32, 2],
      [34, 2],
      [38, 4],
      [42, 4],
    ],
  },
  {
    signature: "PK\u0005\u0006",
    fields: [
      [4, 2],
      [6, 2],
      [8, 2],
      [10, 2],
      [12, 4],
      [16, 4],
      [20, 2],
    ],
  },
];

function fieldsOf(zip: Buffer): readonly Field[] {
  const found: Field[] = [];
  for (const { signature, fields } of HEADERS) {
    for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 4)) {
      found.push(...fields.map(([offset, size]) => [at + offset, size] as const));
    }
  }
  return found;
}
