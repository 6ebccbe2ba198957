import type { Services } from "../services.ts";
import type { TenantWorld } from "../world.ts";
import { badRequest } from "./service-error.ts";
import { isObject, type Json, type JsonObject } from "./values.ts";

/** Who calls. */
export interface Caller {
  /** Empty when nobody has logged in. */
  readonly username: string;
  readonly isAdmin: boolean;
  /** The key that came in place of a log-in. */
  readonly nonce?: string;
}

/** What came in the body of a request. */
export interface CallBody {
  /** The members of a JSON object, or the text fields of a form. */
  readonly fields: JsonObject;
  /** All of a JSON body, whatever it is; the fields of a form. */
  readonly value: Json;
  readonly files: ReadonlyMap<string, File>;
  readonly kind: "json" | "form" | "none";
}

/** What a call is made of. */
export interface CallParts {
  readonly services: Services;
  readonly world: TenantWorld;
  readonly request: Request;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  /** What stands before the paths of links, without a slash at the end. */
  readonly base: string;
}

/** One call of a service, with what its handler needs to answer it. */
export class AgaveCall implements CallParts {
  readonly services: Services;
  readonly world: TenantWorld;
  readonly request: Request;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly base: string;
  readonly query: URLSearchParams;
  #body: Promise<CallBody> | undefined;

  constructor({ services, world, request, caller, params, base }: CallParts) {
    this.services = services;
    this.world = world;
    this.request = request;
    this.caller = caller;
    this.params = params;
    this.base = base;
    this.query = new URL(request.url).searchParams;
  }

  /** The name of the caller. */
  get username(): string {
    return this.caller.username;
  }

  /** The present. */
  get now(): number {
    return this.services.clock.now();
  }

  /** A parameter of the path; empty where the path has none. */
  param(name: string): string {
    return this.params[name] ?? "";
  }

  /** A link to a path of this tenant. */
  link(path: string): { readonly href: string } {
    return { href: this.href(path) };
  }

  /** The URL of a path of this tenant. */
  href(path: string): string {
    if (!this.services.options.legacyLinks) return this.base + path;
    return `https://docker.example.com${path.replace(/^\/(\w+)\/v2/, "/$1/2.0")}`;
  }

  /**
   * The body, read once.
   *
   * @throws ServiceError 400 for what is not well formed
   */
  body(): Promise<CallBody> {
    this.#body ??= readBody(this.request);
    return this.#body;
  }

  /** The members of a JSON object or the fields of a form. */
  async fields(): Promise<JsonObject> {
    return (await this.body()).fields;
  }
}

const FORM = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i;

async function readBody(request: Request): Promise<CallBody> {
  if (FORM.test(request.headers.get("content-type") ?? "")) return readForm(request);
  const text = await request.text();
  if (text.trim() === "") return { fields: {}, value: null, files: new Map(), kind: "none" };
  try {
    const value = JSON.parse(text.replace(/^\uFEFF/, "")) as Json;
    return { fields: isObject(value) ? value : {}, value, files: new Map(), kind: "json" };
  } catch {
    throw badRequest("The body is not valid JSON");
  }
}

async function readForm(request: Request): Promise<CallBody> {
  // First all of it: a connection that breaks is not a form that is badly formed.
  const bytes = await request.arrayBuffer();
  const type = request.headers.get("content-type") ?? "";
  const form = await new Response(bytes, { headers: { "content-type": type } }).formData().catch(() => {
    throw badRequest("The form is not well formed");
  });
  const fields: Record<string, Json> = {};
  const files = new Map<string, File>();
  for (const [name, value] of form) {
    if (typeof value === "string") fields[name] = value;
    else files.set(name, value);
  }
  return { fields, value: fields, files, kind: "form" };
}
