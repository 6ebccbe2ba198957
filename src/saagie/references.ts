import type { Caller } from "../core/client.ts";
import { InvalidInputError, NotFoundError } from "../core/errors.ts";
import { findByName, notFoundByName } from "../core/lookup.ts";
import type { CallOptions } from "../core/options.ts";
import {
  jobsOperations,
  projectsOperations,
  type JobReference,
  type ProjectReference,
} from "../../generated/saagie/methods.ts";
import { isId, parseSaagieUrl, type SaagieUrl } from "./urls.ts";

/** Turns references into ids, over the cheapest call that exists; an id costs none. */
export interface References {
  resolve(kind: string, reference: unknown, options: CallOptions): string | Promise<string>;
}

/** Where pasted URLs must belong: an id of another platform would name something else here, or nothing. */
export interface Home {
  readonly url: string;
  readonly platform: number;
}

/** Creates the resolver of one client. `call` is used only by references that are neither ids nor URLs. */
export function createReferences(home: Home, call: Caller): References {
  const project = (reference: ProjectReference, options: CallOptions): string | Promise<string> => {
    const known = knownId(reference, "projectId", home);
    if (known !== undefined) return known;
    const name = typeof reference === "object" && "name" in reference ? reference.name : reference;
    if (typeof name === "string" && name.trim() !== "") return projectByName(call, name, options);
    throw new InvalidInputError(`${JSON.stringify(reference)} names no project.`, {
      hint: "Give its id, its URL or its name.",
    });
  };
  const job = (reference: JobReference, options: CallOptions): string | Promise<string> => {
    const known = knownId(reference, "jobId", home);
    if (known !== undefined) return known;
    if (typeof reference !== "object" || !("project" in reference)) {
      throw new InvalidInputError(`${JSON.stringify(reference)} names no job.`, {
        hint: "Give its id, its URL, or { project, name }.",
      });
    }
    const { project: where, ...wanted } = reference;
    return jobInProject({ call, projectId: project(where, options), wanted }, options);
  };
  return {
    resolve: (kind, reference, options) => {
      switch (kind) {
        case "PROJECT":
          return project(reference as ProjectReference, options);
        case "JOB":
          return job(reference as JobReference, options);
        case "JOB_INSTANCE":
          return instanceId(reference, home);
        default:
          return String(reference);
      }
    },
  };
}

function instanceId(reference: unknown, home: Home): string {
  const known = knownId(reference, "jobInstanceId", home);
  if (known !== undefined) return known;
  throw new InvalidInputError(`${JSON.stringify(reference)} names no job instance.`, {
    hint: "Give its id or its URL.",
  });
}

/** The id in a reference that holds one: an id, `{ id }`, or a URL of this platform. */
function knownId(reference: unknown, part: keyof SaagieUrl, home: Home): string | undefined {
  if (typeof reference === "object" && reference !== null && "id" in reference) return String(reference.id);
  const text = reference instanceof URL ? reference.href : reference;
  if (typeof text !== "string") return undefined;
  if (isId(text)) return text.toLowerCase();
  if (!/^\s*https?:/iu.test(text)) return undefined;
  const parsed = parseSaagieUrl(text);
  if (parsed.platform !== home.platform || new URL(parsed.url).host !== new URL(home.url).host) {
    throw new InvalidInputError(`The URL is of ${parsed.url}, platform ${parsed.platform}.`, {
      hint: `This client speaks to ${home.url}, platform ${home.platform}: connect to the other one.`,
    });
  }
  const id = parsed[part];
  if (id !== undefined) return String(id);
  throw new InvalidInputError(`The URL holds no ${part.replace(/Id$/u, "")} id.`);
}

async function projectByName(call: Caller, name: string, options: CallOptions): Promise<string> {
  try {
    return (await call(projectsOperations.getByName, { name }, options)).id;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  // The list costs more, but it forgives the case and knows the near names.
  return findByName(await call(projectsOperations.list, {}, options), name, "project").id;
}

interface JobSearch {
  readonly call: Caller;
  readonly projectId: string | Promise<string>;
  readonly wanted: { readonly name?: string; readonly alias?: string };
}

async function jobInProject({ call, projectId, wanted }: JobSearch, options: CallOptions): Promise<string> {
  const jobs = await call(jobsOperations.listMinimal, { projectId: await projectId }, options);
  if (wanted.name !== undefined) return findByName(jobs, wanted.name, "job").id;
  const found = jobs.find(({ alias }) => alias === wanted.alias);
  if (found !== undefined) return found.id;
  const aliases = jobs.map(({ id, alias }) => ({ id, name: alias ?? "" }));
  throw notFoundByName(aliases, wanted.alias ?? "", "job alias");
}
