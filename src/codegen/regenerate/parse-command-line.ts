import { parseArgs } from "node:util";

/** What a command line asks for. */
export interface RegenerateOptions {
  /** A URL, or the path of a file. */
  readonly from: string;
  readonly version: string;
  /** For example `saagie/platform`; absent: the one that the schema fits. */
  readonly endpoint: string | undefined;
  /** Coordinates of what is left out of the new schema. */
  readonly without: readonly string[];
  readonly isDryRun: boolean;
  readonly tests: boolean;
  readonly json: boolean;
  /** The file that the report goes to, too. */
  readonly report: string | undefined;
}

/** How the command is used. */
export const USAGE = `usage: npm run -s regenerate -- --from <url | SDL file | introspection JSON> --as <version>

Writes a new version of a platform's schema into schema/, with its history, and brings what depends on it up to date.

  --from <source>      a GraphQL endpoint or a page of the platform, a file of definitions, or the kept answer to an
                       introspection query; for a server set SAAGIE_TOKEN, or SAAGIE_USER, SAAGIE_PASSWORD and
                       SAAGIE_REALM
  --as <version>       what the new version is called, e.g. 2024.06
  --endpoint <name>    saagie/platform or saagie/gateway; found by the root fields when it is not given
  --without <part>     leaves a type or a member out of the new schema, with what cannot be without it; may be repeated
  --dry-run            shows what would change, and changes nothing
  --no-tests           leaves out the contract tests
  --report <file>      writes the report for the pull request to a file, too
  --json               prints everything as JSON
  --help               prints this
`;

/**
 * Reads a command line.
 *
 * @param args - what follows the program's name
 * @returns undefined when help is wanted
 * @throws Error saying what is wrong with it
 */
export function parseCommandLine(args: readonly string[]): RegenerateOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      from: { type: "string" },
      as: { type: "string" },
      endpoint: { type: "string" },
      without: { type: "string", multiple: true, default: [] },
      "dry-run": { type: "boolean", default: false },
      "no-tests": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      report: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  if (!values.from) throw new TypeError("--from is missing");
  if (!values.as) throw new TypeError("--as is missing");
  return {
    from: values.from,
    version: values.as,
    endpoint: values.endpoint,
    without: values.without,
    isDryRun: values["dry-run"],
    tests: !values["no-tests"],
    json: values.json,
    report: values.report,
  };
}
