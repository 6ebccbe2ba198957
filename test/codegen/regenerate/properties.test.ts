import fc from "fast-check";
import { buildSchema, introspectionFromSchema, validateSchema } from "graphql";
import { expect, test } from "vitest";
import { schemaFacts } from "../schema-facts.ts";
import { mutate, MUTATION_KINDS, printModel, smallestModel, type Mutation } from "./schema-model.ts";
import { smallProject, type SmallProject } from "./small-project.ts";
import { samples } from "../../support/thorough.ts";

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...MUTATION_KINDS),
  picks: fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)),
});

const histories = fc.record({
  first: fc.array(mutation, { minLength: 20, maxLength: 50 }),
  later: fc.array(fc.array(mutation, { maxLength: 25 }), { minLength: 1, maxLength: 3 }),
  /** How many files the first version is spread over. */
  files: fc.integer({ min: 1, max: 3 }),
  isTold: fc.boolean(),
});

/** Comments and descriptions, which belong to whoever wrote the files. */
const wordsIn = (text: string): readonly string[] => text.split("\n").filter((line) => /^\s*["#]/.test(line));

const isPartOf = (part: readonly string[], whole: readonly string[]): boolean => {
  const left = [...part];
  for (const line of whole) if (line === left[0]) left.shift();
  return left.length === 0;
};

function firstFiles(
  types: Parameters<typeof printModel>[0],
  count: number,
): Readonly<Record<string, string>> {
  const files = Array.from({ length: count }, (_, index) => types.filter((__, at) => at % count === index));
  return Object.fromEntries([
    ["schema/library/versions.graphql", 'extend schema @version(name: "1")\n'],
    ...files
      .filter((own) => own.length > 0)
      .map((own, index) => [
        `schema/library/desk/f${index}.graphql`,
        `# File ${index}.\n\n${printModel(own)}\n`,
      ]),
  ]) as Readonly<Record<string, string>>;
}

const wordsOfFiles = (project: SmallProject): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(project.files()).map(([path, text]) => [path, wordsIn(text)]));

test("whatever changes, each version is what it was published as, and no word is lost", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async ({ first, later, files, isTold }) => {
      const model = smallestModel();
      for (const each of first) mutate(model, each);
      const project = smallProject(firstFiles(model.types, files));
      const published = [printModel(model.types)];
      for (const [index, mutations] of later.entries()) {
        for (const each of mutations) mutate(model, each);
        const sdl = printModel(model.types);
        const schema = buildSchema(sdl);
        expect(validateSchema(schema)).toEqual([]);
        published.push(sdl);
        const words = wordsOfFiles(project);
        const source = isTold
          ? JSON.stringify(introspectionFromSchema(schema, { inputValueDeprecation: true }))
          : sdl;
        const args = ["--endpoint", "library/desk"];
        const outcome = await project.regenerate(source, `${index + 2}`, ...args);
        expect(outcome.stderr).toBe("");
        const written = project.files();
        for (const [path, own] of words) expect(isPartOf(own, wordsIn(written[path] ?? ""))).toBe(true);
        expect(await project.regenerate(source, `${index + 2}`, ...args)).toMatchObject({ code: 0 });
        expect(project.files()).toEqual(written);
      }
      for (const [index, sdl] of published.entries()) {
        expect(project.factsAt(`${index + 1}`)).toEqual(schemaFacts(buildSchema(sdl)));
      }
    }),
    { numRuns: samples(30) },
  );
}, 120_000);
