// npm run docs    writes the reference of the doors, with all pages, as HTML to .docs; fails on any warning
import { createRequire, register } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pages } from "../readme/pages.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** The doors, by what programs import. */
const DOORS: Readonly<Record<string, string>> = {
  footbridge: "src/index.ts",
  "footbridge/saagie": "src/saagie/index.ts",
  "footbridge/agave": "src/agave/index.ts",
  "footbridge/descartes": "src/descartes/index.ts",
  "footbridge/archive": "src/archive/index.ts",
  "footbridge/emulator": "src/emulator/index.ts",
};

/** What is used of TypeDoc. Its own types need those of TypeScript 6, and change how our sources are checked. */
interface TypeDoc {
  readonly Application: {
    bootstrapWithPlugins(options: object): Promise<TypeDocApplication>;
  };
  readonly Converter: { readonly EVENT_CREATE_DOCUMENT: string; readonly EVENT_RESOLVE_BEGIN: string };
}

interface TypeDocApplication {
  readonly logger: { hasErrors(): boolean; hasWarnings(): boolean };
  readonly converter: {
    on(event: string, listener: (context: { readonly project: Reflection }, page: Reflection) => void): void;
    addUnknownSymbolResolver(
      resolve: (
        reference: {
          readonly moduleSource?: string;
          readonly symbolReference?: { readonly path?: readonly { readonly path: string }[] };
        },
        from: { readonly project: Reflection },
      ) => { readonly target: Reflection } | undefined,
    ): void;
  };
  convert(): Promise<Reflection | undefined>;
  validate(project: Reflection): void;
  generateOutputs(project: Reflection): Promise<void>;
}

/** A thing that is documented, or a page. */
interface Reflection {
  name: string;
  readonly content?: readonly { readonly text: string }[];
  readonly children?: readonly Reflection[];
  getChildByName(path: readonly string[]): Reflection | undefined;
}

// TypeDoc reads programs by an interface that TypeScript 7 does not have yet. API Extractor brings version 6 along; a
// dependency of our own under another name would take the place of `tsc`.
const extractor = createRequire(createRequire(import.meta.url).resolve("@microsoft/api-extractor"));
const typescript6 = pathToFileURL(extractor.resolve("typescript")).href;
register(
  `data:text/javascript,${encodeURIComponent(
    `export const resolve = (name, context, next) =>
      next(name === "typescript" ? ${JSON.stringify(typescript6)} : name, context);`,
  )}`,
);
const typedoc: string = "typedoc";
const { Application, Converter } = (await import(typedoc)) as TypeDoc;

const app = await Application.bootstrapWithPlugins({
  name: "Footbridge",
  logLevel: "Warn",
  entryPoints: Object.values(DOORS).map((door) => `${project}${door}`),
  tsconfig: `${project}tsconfig.json`,
  readme: `${project}README.md`,
  projectDocuments: [...pages.map(({ path }) => path), "CHANGELOG.md"]
    .filter((path) => path !== "README.md")
    .map((path) => `${project}${path}`),
  out: `${project}.docs`,
  // What the doors' names are made of is shown, too: the generated answers, above all.
  plugin: ["typedoc-plugin-missing-exports"],
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  // `npm run check:types` does that.
  skipErrorChecking: true,
  githubPages: false,
  highlightLanguages: [
    "typescript",
    "javascript",
    "json",
    "bash",
    "python",
    "graphql",
    "yaml",
    "groovy",
    "console",
  ],
});

// A page is called as its first heading says: most files are called README.
app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, page) => {
  const text = page.content?.map((part) => part.text).join("") ?? "";
  page.name = /^# (.+)$/mu.exec(text)?.[1] ?? page.name;
});

// A door is called as programs import it.
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project: { children = [] } }) => {
  for (const door of children) {
    const name = door.name === "index" ? "footbridge" : `footbridge/${door.name}`;
    if (name in DOORS) door.name = name;
  }
});

// Comments name errors, which the door `footbridge` alone hands out.
app.converter.addUnknownSymbolResolver(({ moduleSource, symbolReference }, { project: all }) => {
  const [first, ...deeper] = symbolReference?.path ?? [];
  if (moduleSource !== undefined || first === undefined || deeper.length > 0) return undefined;
  const target = all.getChildByName(["footbridge", first.path]);
  return target && { target };
});

const reflected = await app.convert();
if (reflected !== undefined) {
  app.validate(reflected);
  await app.generateOutputs(reflected);
}
process.exitCode = reflected === undefined || app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;
