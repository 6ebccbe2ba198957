import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ts } from "@ts-morph/common";
import {
  buildASTSchema,
  isAbstractType,
  isCompositeType,
  getNamedType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import { describe, expect, test } from "vitest";
import { fieldOf } from "../../../src/codegen/history/field-of.ts";
import { openProgram } from "../../../src/codegen/inputs/open-program.ts";
import { joinAnswers } from "../../../src/codegen/schema/join-answers.ts";
import { listEndpoints, loadSuperset } from "../../../src/codegen/schema/load-schema.ts";
import { operationFilesIn, readOperations } from "../../../src/codegen/plugins/read-operations.ts";
import { rangeOf } from "../../../src/codegen/schema/version-annotations.ts";

// What programs see of answers, asked of the compiler: the doors' exports, and the documentation of every field.

const project = fileURLToPath(new URL("../../..", import.meta.url));
const platforms = ["saagie", "agave", "descartes"] as const;
const program = openProgram(
  project,
  platforms.map((platform) => `src/${platform}/index.ts`),
  new Map(),
);
const checker = program.getTypeChecker();

function exportsOf(path: string): ReadonlyMap<string, ts.Symbol> {
  const file = program.getSourceFile(join(project, path)) ?? expect.unreachable(path);
  const module = checker.getSymbolAtLocation(file) ?? expect.unreachable(path);
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, original(symbol)]));
}

function original(symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

describe.each(platforms)("the door of %s", (platform) => {
  const door = exportsOf(`src/${platform}/index.ts`);
  const results = [...exportsOf(`generated/${platform}/methods.ts`)].filter(([name]) =>
    name.endsWith("Result"),
  );

  test("offers what every operation answers, under its own name", () => {
    expect(results.length).toBeGreaterThan(5);
    const others = results.filter(([name, symbol]) => door.get(name) !== symbol);
    expect(others.map(([name]) => name)).toEqual([]);
  });

  test("offers every type that these name", () => {
    const named = new Map(results.flatMap(([, symbol]) => [...namedIn(symbol, new Map())]));
    const missing = [...named].filter(([name, symbol]) => door.get(name) !== symbol);
    expect(missing.map(([name]) => name)).toEqual([]);
  });
});

/** The exported types of generated files that a type is made of, at any depth: without that of the whole answer. */
function namedIn(symbol: ts.Symbol, found: Map<string, ts.Symbol>): ReadonlyMap<string, ts.Symbol> {
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) {
      const at = checker.getSymbolAtLocation(node.typeName);
      const target = at && original(at);
      const [declaration] = target?.declarations ?? [];
      const isGenerated = declaration?.getSourceFile().fileName.includes("/generated/") === true;
      if (target && isGenerated && !found.has(target.name)) {
        const isAnswer = /(?:Query|Mutation)$/u.test(target.name);
        const isExported = ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export;
        // What begins with two underscores is GraphQL's own.
        if (!isAnswer && isExported && !target.name.startsWith("__")) found.set(target.name, target);
        namedIn(target, found);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) {
    if (ts.isTypeAliasDeclaration(declaration)) visit(declaration.type);
  }
  return found;
}

interface Tally {
  described: number;
  dated: number;
  readonly missing: string[];
}

interface World {
  readonly schema: GraphQLSchema;
  readonly fragments: readonly FragmentDefinitionNode[];
  readonly tally: Tally;
}

/** Fields of answers that the schema describes, and the versions that it names, are what a hover tells. */
function tallyFields(
  types: readonly ts.Type[],
  {
    parent,
    selectionSet,
  }: { readonly parent: GraphQLCompositeType; readonly selectionSet: SelectionSetNode },
  world: World,
): void {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const { name, alias = name } = selection;
      const field = fieldOf(world.schema, parent, name.value) ?? expect.unreachable(name.value);
      const members = types.flatMap((type) => type.getProperty(alias.value) ?? []);
      if (field.astNode) tallyField(members, { parent, name: name.value }, world);
      const type = getNamedType(field.type);
      if (selection.selectionSet && isCompositeType(type)) {
        const below = members.flatMap((member) => objectsIn(checker.getTypeOfSymbol(member)));
        tallyFields(below, { parent: type, selectionSet: selection.selectionSet }, world);
      }
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : (world.fragments.find(({ name }) => name.value === selection.name.value) ?? expect.unreachable());
    const owner = fragment.typeCondition && world.schema.getType(fragment.typeCondition.name.value);
    const condition = isCompositeType(owner) ? owner : parent;
    const possible = isAbstractType(condition)
      ? world.schema.getPossibleTypes(condition).map(({ name }) => name)
      : [condition.name];
    const own = types.filter((type) => typenamesOf(type)?.every((name) => possible.includes(name)) ?? true);
    tallyFields(own, { parent: condition, selectionSet: fragment.selectionSet }, world);
  }
}

function tallyField(
  members: readonly ts.Symbol[],
  { parent, name }: { readonly parent: GraphQLCompositeType; readonly name: string },
  { schema, tally }: World,
): void {
  const owners = [parent, ...(isAbstractType(parent) ? schema.getPossibleTypes(parent) : [])];
  const fields = owners.flatMap((owner) => fieldOf(schema, owner, name) ?? []);
  const told = members.map((member) =>
    plain(ts.displayPartsToString(member.getDocumentationComment(checker))),
  );
  const descriptions = fields.flatMap(({ description }) => description ?? []).map(plain);
  const isDescribed = (text: string): boolean =>
    descriptions.some((description) => text.startsWith(description));
  if (descriptions.length > 0) {
    tally.described += 1;
    if (members.length === 0 || !told.every(isDescribed)) tally.missing.push(`${parent.name}.${name}`);
  }
  const ranges = fields.flatMap(({ astNode }) => (astNode ? [rangeOf(astNode)] : []));
  const versions = ranges.flatMap(({ since, until }) => [since ?? [], until ?? []].flat());
  if (versions.length > 0) {
    tally.dated += 1;
    if (!told.every((text) => /(?:Since|Until) [\d.]+(?:, until [\d.]+)?\.$/u.test(text))) {
      tally.missing.push(`versions of ${parent.name}.${name}`);
    }
  }
}

function plain(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}

/** The objects of a type, taken out of lists and alternatives. */
function objectsIn(type: ts.Type): readonly ts.Type[] {
  if (type.isUnion()) return type.types.flatMap(objectsIn);
  const [item] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
  if (item !== undefined) return objectsIn(item);
  return (type.flags & ts.TypeFlags.Object) === 0 ? [] : [type];
}

function typenamesOf(type: ts.Type): readonly string[] | undefined {
  const member = type.getProperty("__typename");
  const named = member && checker.getTypeOfSymbol(member);
  if (named === undefined) return undefined;
  return (named.isUnion() ? named.types : [named]).flatMap((one) => (one.isStringLiteral() ? one.value : []));
}

describe.each([
  { platform: "saagie", least: { described: 1500, dated: 150 } },
  { platform: "agave", least: { described: 400, dated: 0 } },
  { platform: "descartes", least: { described: 20, dated: 0 } },
])("the answers of $platform", ({ platform, least }) => {
  const directory = join(project, "schema");
  const schemas = new Map(
    listEndpoints(directory, platform).map((endpoint) => [
      endpoint,
      buildASTSchema(joinAnswers(loadSuperset({ directory, platform, endpoint }))),
    ]),
  );
  const endpoints = readOperations(operationFilesIn(join(project, "operations", platform)), schemas);
  const tally: Tally = { described: 0, dated: 0, missing: [] };
  for (const { endpoint, schema, resources, fragments } of endpoints) {
    const types = exportsOf(`generated/${platform}/${endpoint}.ts`);
    const roots = resources.flatMap(({ operations }) => operations);
    for (const { name, operation, selectionSet } of roots) {
      const suffix = operation === "query" ? "Query" : "Mutation";
      const symbol = types.get(`${name?.value}${suffix}`) ?? expect.unreachable(name?.value);
      const parent = schema.getRootType(operation) ?? expect.unreachable();
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      tallyFields([type], { parent, selectionSet }, { schema, fragments, tally });
    }
  }

  test("carry every description and every version of the schema's fields", () => {
    expect(tally.missing).toEqual([]);
    expect(tally.described).toBeGreaterThan(least.described);
    expect(tally.dated).toBeGreaterThanOrEqual(least.dated);
  });
});
