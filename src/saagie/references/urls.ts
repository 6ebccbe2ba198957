import { shownScheme } from "../../core/base-url.ts";
import { InvalidInputError } from "../../core/errors.ts";

/** What a URL of the Saagie web pages names. */
export interface SaagieUrl {
  /** Scheme, host, port and path prefix, without a trailing slash. */
  readonly url: string;
  /** The customer prefix of the usual host name `<realm>-workspace.<domain>`; absent where the host has none. */
  readonly realm?: string;
  readonly platform: number;
  readonly projectId?: string;
  readonly jobId?: string;
  readonly jobInstanceId?: string;
  readonly pipelineId?: string;
  readonly pipelineInstanceId?: string;
  readonly appId?: string;
}

const SHAPE =
  "https://<realm>-workspace.<domain>/projects/platform/<number>[/project/<id>[/job|pipeline|app/<id>[/instances/<id>]]]";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

/** Whether a text has the form of an id. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/**
 * Turns a URL pasted from the browser into its parts: platform home, project, job, job instance, pipeline or app.
 *
 * @remarks Ports, hyphens anywhere in the host, path prefixes before `/projects`, surrounding blanks, queries and fragments are all fine. The reference shows no page of a pipeline instance; one is read as a job's is.
 * The realm is the host's text before its first `-workspace`, or else before its first hyphen; it is absent when there is
 * no hyphen (`localhost`) or the host is an address.
 * @throws {@link InvalidInputError} when the URL names no platform, holds a malformed id, or user info: what stands before an
 * `@` may look like the host, and is not.
 * @example
 * ```ts
 * parseSaagieUrl("https://acme-workspace.example.io/projects/platform/6/project/0db6d0a7-ad4b-45cd-8082-913a192daa25/jobs");
 * // { url: "https://acme-workspace.example.io", realm: "acme", platform: 6, projectId: "0db6d0a7-…" }
 * ```
 */
export function parseSaagieUrl(pasted: string | URL): SaagieUrl {
  const text = String(pasted).trim();
  if (!URL.canParse(text)) throw refused(text, "it is not a URL");
  const { protocol, host, hostname, pathname, username, password } = new URL(text);
  if (username !== "" || password !== "") throw refused(text, "it holds user info");
  if (protocol !== "https:" && protocol !== "http:")
    throw refused(text, `its scheme is ${shownScheme(new URL(text))}`);
  const match = /^(?<prefix>.*?)\/+projects\/+platform\/+(?<platform>\d+)(?<rest>\/.*)?$/u.exec(pathname);
  const { prefix = "", platform, rest = "" } = match?.groups ?? {};
  if (platform === undefined) throw refused(text, "it names no platform");
  const realm = realmOf(hostname);
  return {
    url: `${protocol}//${host}${prefix}`,
    ...(realm === undefined ? {} : { realm }),
    platform: Number(platform),
    ...idsOf(rest, text),
  };
}

function realmOf(hostname: string): string | undefined {
  if (/^[\d.]+$|^\[/u.test(hostname)) return undefined;
  const [label = ""] = hostname.split(".");
  const workspace = /^(.+?)-workspace(?:-|$)/u.exec(label)?.[1];
  if (workspace !== undefined) return workspace;
  return label.includes("-") ? label.slice(0, label.indexOf("-")) || undefined : undefined;
}

type Ids = Omit<SaagieUrl, "url" | "realm" | "platform">;

function idsOf(rest: string, text: string): Ids {
  const segments = rest.split("/").filter((segment) => segment !== "");
  const after = (word: string): string | undefined => {
    const id = segments[segments.indexOf(word) + 1];
    if (!segments.includes(word) || id === undefined) return undefined;
    if (!isId(id)) throw refused(text, `"${id}" after "${word}" is not an id`);
    return id.toLowerCase();
  };
  const [projectId, jobId, pipelineId, appId] = ["project", "job", "pipeline", "app"].map(after);
  const instance = after("instances");
  return {
    ...(projectId === undefined ? {} : { projectId }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(pipelineId === undefined ? {} : { pipelineId }),
    ...(appId === undefined ? {} : { appId }),
    ...(instance !== undefined && jobId !== undefined ? { jobInstanceId: instance } : {}),
    ...(instance !== undefined && pipelineId !== undefined ? { pipelineInstanceId: instance } : {}),
  };
}

function refused(text: string, why: string): InvalidInputError {
  // What is no web address, and user info in one, may be a password: it is not repeated.
  const url = URL.canParse(text) && /^https?:/iu.test(text) ? new URL(text) : undefined;
  const shown = url === undefined ? "This" : JSON.stringify(url.origin + url.pathname);
  return new InvalidInputError(`${shown} is not a Saagie URL: ${why}.`, {
    hint: `Expected ${SHAPE}.`,
  });
}
