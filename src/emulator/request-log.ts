/** One request that an emulator answered. Secrets are not in it. */
export interface RequestLogEntry {
  /** When it arrived, in milliseconds since 1970 on the emulator's clock. */
  readonly at: number;
  readonly method: string;
  /** The path without the query, doubled slashes made single. */
  readonly path: string;
  /** The service that was asked, for example "platform", "gateway" or "token". */
  readonly endpoint: string;
  /** The GraphQL operation's name (its first root field when it has none), or the name of the REST call. */
  readonly operation?: string;
  /** The HTTP status of the answer; 0 when a fault broke the connection. */
  readonly status: number;
  readonly userAgent?: string;
  /** The id by which a client marks a call and its retries (`X-Request-Group`). */
  readonly requestGroup?: string;
  /** The GraphQL variables. What may be a secret reads "[redacted]", an uploaded file its name and size. */
  readonly variables?: unknown;
}

const SECRET = /password|secret|token|credential(?!sId)|rawEnvironmentVariables|authorization|apiKey/i;
const REDACTED = "[redacted]";

/**
 * Copies a value without what may be a secret, and without the content of files.
 *
 * @remarks Goes by the names of members, since an emulator cannot know values: whatever is called like a
 * secret is one, and so is the `value` of anything that has an `isPassword` mark or a variable's `scope`.
 */
export function redact(value: unknown): unknown {
  if (value instanceof Blob) return describeFile(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  const variable = "isPassword" in value || "scope" in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const secret = key !== "isPassword" && (SECRET.test(key) || (variable && key === "value"));
      return [key, secret && member !== null ? REDACTED : redact(member)];
    }),
  );
}

function describeFile(file: Blob): { readonly file: string; readonly size: number } {
  return { file: "name" in file && typeof file.name === "string" ? file.name : "blob", size: file.size };
}
