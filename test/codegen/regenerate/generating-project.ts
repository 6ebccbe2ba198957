import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LIBRARY } from "./library.ts";
import { ownFiles } from "./saagie-project.ts";
import { smallProject, type SmallProject } from "./small-project.ts";

const NODE_MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

const TYPES = {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: [],
  },
  include: ["generated"],
};

/** The operations of the library, by file. */
const OPERATIONS: Readonly<Record<string, string>> = {
  "operations/library/books.graphql": `
"Reads a book."
query BooksGet($id: ID!) { book(id: $id) { ...Cover pages author { name } } }
"Lists the books of a shelf."
query BooksList($shelf: Int) { books(shelf: $shelf) { ...Cover } }
"Lends a book."
mutation BooksLend($id: ID!, $to: String) { lendBook(id: $id, to: $to) }
fragment Cover on Book { id name state }
`,
  "operations/library/readers.graphql": `
"Lists readers."
query ReadersList($filter: ReaderFilter) { readers(filter: $filter) { name } }
"Finds what has a word in it."
query ReadersSearch($text: String!) { search(text: $text) { ... on Book { id } ... on Author { name } } }
`,
};

/** This project's own configuration of codegen, without its clients: the library has none. */
function configuration(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(ownFiles("codegen.ts")).map(([path, text]) => [
      path,
      text.replace(/clients: \[[^]*?\n  \],/u, "clients: [],"),
    ]),
  );
}

/** The library with operations, and with codegen and a type check that really run. */
export function generatingProject(files: Readonly<Record<string, string>> = {}): SmallProject {
  const project = smallProject({
    ...LIBRARY,
    ...OPERATIONS,
    ...ownFiles("src/codegen"),
    ...configuration(),
    "package.json": JSON.stringify({
      type: "module",
      scripts: { codegen: "tsx src/codegen/run.ts", "check:types": "tsc -p ." },
      prettier: { printWidth: 110 },
    }),
    "tsconfig.json": JSON.stringify(TYPES),
    ...files,
  });
  symlinkSync(NODE_MODULES, join(project.folder, "node_modules"));
  return project;
}
