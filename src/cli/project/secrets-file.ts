import { readFile } from "node:fs/promises";
import type { SecretRequest, SecretSource } from "../../saagie/index.ts";
import { CliError } from "../cli-error.ts";

const KINDS: ReadonlySet<unknown> = new Set<SecretRequest["what"]>(["variable", "docker credentials"]);
const MEMBERS = new Set(["what", "scope", "name", "owner", "username", "registry", "value"]);

interface ToldSecret {
  /** What the secret has to be like: it may say less than everything. */
  readonly like: readonly (readonly [member: string, value: unknown])[];
  readonly value: string;
}

/**
 * Reads a file of secrets: a JSON array of what imports ask for, each with its `value`.
 *
 * @remarks An entry is for every secret that is as it says: without a `scope`, for variables of that name in any.
 * @throws CliError when it cannot be read, or holds something else; no value is in its message.
 */
export async function readSecrets(file: string): Promise<SecretSource> {
  const refuse = (why: string): CliError => new CliError(`The secrets in ${file} cannot be used: ${why}.`);
  const told = parse(
    await readFile(file, "utf8").catch((error: unknown) => {
      throw refuse(error instanceof Error ? error.message : String(error));
    }),
    refuse,
  );
  return (secret) =>
    told.find(({ like }) => like.every(([member, value]) => Reflect.get(secret, member) === value))?.value;
}

function parse(text: string, refuse: (why: string) => CliError): readonly ToldSecret[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // What the parser says would quote the file.
    throw refuse("it is not JSON");
  }
  if (!Array.isArray(json)) throw refuse("it is not a JSON array");
  return json.map((entry: unknown, at) => {
    const problem = problemOf(entry);
    if (problem !== undefined) throw refuse(`entry ${at + 1} ${problem}`);
    const { value, ...like } = entry as { readonly value: string };
    return { value, like: Object.entries(like) };
  });
}

function problemOf(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return "is not an object";
  const { what, value, name, username } = entry as Readonly<Record<string, unknown>>;
  const other = Object.keys(entry).find((member) => !MEMBERS.has(member));
  if (other !== undefined) return `has a member ${JSON.stringify(other)}, which no secret has`;
  if (!KINDS.has(what)) return `says what it is neither as "variable" nor as "docker credentials"`;
  if (typeof (what === "variable" ? name : username) !== "string") {
    return what === "variable" ? "has no name" : "has no username";
  }
  return typeof value === "string" ? undefined : "has no value that is a text";
}

/** Secrets as lines of JSON, to be made a file that {@link readSecrets} takes once it is filled in. */
export function secretsTemplate(secrets: readonly SecretRequest[]): readonly string[] {
  const entries = secrets.map((secret) => JSON.stringify({ ...secret, value: "" }));
  return ["[", ...entries.map((entry, at) => `  ${entry}${at + 1 < entries.length ? "," : ""}`), "]"];
}

/** A secret as people call it, e.g. `variable TOKEN of pipeline "Nightly"`. */
export function secretName(secret: SecretRequest): string {
  if (secret.what === "docker credentials") {
    return `password of ${secret.username} at ${secret.registry ?? "Docker Hub"}`;
  }
  const { scope, name, owner } = secret;
  const place =
    scope === "GLOBAL" ? "the platform" : scope === "PROJECT" ? "the project" : scope.toLowerCase();
  return `variable ${name} of ${place}${owner === undefined ? "" : ` "${owner}"`}`;
}
