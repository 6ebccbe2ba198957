import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import { UsageError } from "../cli-error.ts";
import { checkReferences } from "./check-references.ts";
import { checkValue, type Problem } from "./check-value.ts";
import type { ProjectFile } from "./project-file.ts";

/** So many problems are told at once. */
const MOST_TOLD = 20;

/**
 * Reads a project file and checks it, by the schema and by what refers to what.
 *
 * @throws UsageError naming all that is wrong, each with its line and column.
 */
export function readProjectFile(text: string, place: string): ProjectFile {
  const lines = new LineCounter();
  // "<<" is what people share settings by, though YAML 1.2 has it no more.
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    merge: true,
  });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new UsageError(`${place}:${line}:${col} is not YAML: ${broken.message}`);
  }
  keepTexts(document);
  const value = valueOf(document, place);
  const problems = checkValue(value);
  if (problems.length > 0) throw refuse(problems, { document, lines, place });
  const file = value as ProjectFile;
  const loose = checkReferences(file);
  if (loose.length > 0) throw refuse(loose, { document, lines, place });
  return file;
}

/** What the document holds, its aliases resolved. */
function valueOf(document: Document, place: string): unknown {
  try {
    // An alias that holds itself many times over would fill the memory.
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new UsageError(`${place} is not YAML: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/**
 * Variables are texts, as they are written: `1.10` is not 1.1, and `0777` not 511. All else means what YAML says.
 */
function keepTexts(document: Document): void {
  visit(document, {
    Pair: (_, pair, path) => {
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (key !== "variables" || !isMap(pair.value) || path.length > MOST_DEPTH) return undefined;
      for (const variable of pair.value.items) {
        asText(variable.value);
        if (isMap(variable.value)) asText(variable.value.get("value", true));
      }
      return undefined;
    },
  });
}

/** `variables` of a project, a pipeline or an app; deeper down the word may be the name of something. */
const MOST_DEPTH = 6;

function asText(node: unknown): void {
  if (isScalar(node) && typeof node.value !== "string" && node.source !== undefined && node.value !== null)
    node.value = node.source;
}

interface Source {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly place: string;
}

function refuse(problems: readonly Problem[], source: Source): UsageError {
  const told = problems.slice(0, MOST_TOLD).map((problem) => placed(problem, source));
  const more = problems.length - told.length;
  return new UsageError(
    [...told, ...(more > 0 ? [`and ${more} more.`] : [])].join(" ") +
      ` The schema is printed by: footbridge schema footbridge.yaml`,
  );
}

function placed({ path, what }: Problem, { document, lines, place }: Source): string {
  // What is wrong may lie in something that is not there: then its owner is shown.
  for (let length = path.length; length >= 0; length -= 1) {
    const found: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const start = isNode(found) ? found.range?.[0] : undefined;
    if (start === undefined) continue;
    const { line, col } = lines.linePos(start);
    return `${place}:${line}:${col}: ${named(path)} ${what}.`;
  }
  return `${place}: ${named(path)} ${what}.`;
}

function named(path: Problem["path"]): string {
  return path.length === 0 ? "The file" : `"${path.join(" › ")}"`;
}
