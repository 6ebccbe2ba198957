import type { Caller } from "../../core/client.ts";
import { createCache, type Cache } from "../../core/concurrency/cached.ts";
import { choose, noSuchChoice } from "../../core/lookup/choose.ts";
import type { Clock } from "../../core/watch/clock.ts";
import { deadline } from "../../core/watch/deadline.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { foldCase } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  technologiesOperations,
  TechnologiesMethods,
  type TechnologiesGetResult,
  type TechnologiesListRepositoriesResult,
} from "../../../generated/saagie/methods.ts";

/** The catalogue that Saagie itself publishes. */
export const OFFICIAL_CATALOG = "Saagie";

/** A technology of the catalogue, in short. */
export interface TechnologySummary {
  readonly id: string;
  readonly label: string;
  readonly available: boolean;
  /** What it is for. */
  readonly kind: "job" | "spark" | "app";
  /** The repository it comes from. */
  readonly catalog: string;
}

/** Which technologies to list. */
export interface TechnologyFilter extends CallOptions {
  /** Only this repository's, by name ignoring case. Default: every repository's. */
  readonly catalog?: string;
  /** Only what new jobs and apps may use. @defaultValue true */
  readonly availableOnly?: boolean;
}

/** A context (runtime) that a job technology offers. */
export type JobContext = Extract<TechnologiesGetResult, { readonly contexts: unknown }>["contexts"][number];

/** A context (runtime) that an app technology offers, with the ports and storages that an app of it has. */
export type AppContext = Extract<
  TechnologiesGetResult,
  { readonly appContexts: unknown }
>["appContexts"][number];

const CATALOG_TTL_MS = 300_000;

/**
 * The technology catalogue: what jobs and apps can run on.
 *
 * @remarks Look-ups are cached for five minutes and shared by concurrent callers; {@link Technologies.refresh} forgets them.
 */
export class Technologies extends TechnologiesMethods {
  readonly #repositories: Cache<"all", TechnologiesListRepositoriesResult>;
  readonly #technologies: Cache<string, TechnologiesGetResult>;
  readonly #clock: Clock;

  /** @internal */
  constructor(call: Caller, clock: Clock) {
    super(call);
    this.#clock = clock;
    this.#repositories = createCache(clock, CATALOG_TTL_MS);
    this.#technologies = createCache(clock, CATALOG_TTL_MS);
  }

  /** Forgets what is cached of the catalogue. */
  refresh(): void {
    this.#repositories.clear();
    this.#technologies.clear();
  }

  /**
   * Lists the technologies of the catalogue.
   *
   * @remarks Remote call: gateway `repositories`, cached.
   * @throws {@link InvalidInputError} listing the catalogues when there is none of that name.
   */
  async list(filter: TechnologyFilter = {}): Promise<readonly TechnologySummary[]> {
    const { catalog, availableOnly = true, ...options } = filter;
    const repositories = await this.#allRepositories(options);
    const chosen =
      catalog === undefined
        ? repositories
        : repositories.filter(({ name }) => foldCase(name) === foldCase(catalog));
    if (catalog !== undefined && chosen.length === 0) {
      throw noSuchChoice(
        repositories.map(({ name }) => name),
        catalog,
        "technology catalogue",
      );
    }
    return chosen.flatMap(summaries).filter(({ available }) => available || !availableOnly);
  }

  /**
   * Finds one available technology by its id or label (ignoring case), in one catalogue.
   *
   * @throws {@link InvalidInputError} listing the valid labels.
   * @example
   * ```ts
   * const { id } = await saagie.technologies.find("Python");
   * ```
   */
  async find(
    technology: string,
    filter: Omit<TechnologyFilter, "availableOnly"> = {},
  ): Promise<TechnologySummary> {
    const { catalog = OFFICIAL_CATALOG, ...options } = filter;
    return choose(await this.list({ ...options, catalog }), technology, "available technology");
  }

  /**
   * Tells a technology's name and catalogue; `undefined` when it has vanished from every catalogue.
   *
   * @remarks Remote call: gateway `repositories`, cached.
   */
  async nameOf(id: string, options: CallOptions = {}): Promise<TechnologySummary | undefined> {
    return (await this.list({ ...options, availableOnly: false })).find((technology) => technology.id === id);
  }

  /**
   * Lists the contexts (runtimes) that new versions of jobs of this technology may use.
   *
   * @remarks A context counts when it is available and its deprecation date has not passed. Remote call: gateway `technology`, cached.
   */
  async jobContexts(technologyId: string, options: CallOptions = {}): Promise<readonly JobContext[]> {
    const technology = await this.#technology(technologyId, options);
    if (!("contexts" in technology)) {
      throw new InvalidInputError(`${technology.label} is a technology for apps, not for jobs.`);
    }
    return technology.contexts.filter((context) => this.#isUsable(context));
  }

  /**
   * Lists the contexts (runtimes) that new versions of apps of this technology may use.
   *
   * @remarks Which contexts count, and the remote call, are those of {@link Technologies.jobContexts}.
   */
  async appContexts(technologyId: string, options: CallOptions = {}): Promise<readonly AppContext[]> {
    const technology = await this.#technology(technologyId, options);
    if (!("appContexts" in technology)) {
      throw new InvalidInputError(`${technology.label} is a technology for jobs, not for apps.`);
    }
    return technology.appContexts.filter((context) => this.#isUsable(context));
  }

  /**
   * Tells the label of a context (runtime), also of one that is no longer available; `undefined` when there is none of that id.
   *
   * @remarks Remote call: gateway `technology`, cached.
   */
  async contextLabel(
    technologyId: string,
    contextId: string,
    options: CallOptions = {},
  ): Promise<string | undefined> {
    const technology = await this.#technology(technologyId, options);
    const contexts: readonly { readonly id: string; readonly label: string }[] =
      "appContexts" in technology
        ? technology.appContexts
        : "contexts" in technology
          ? technology.contexts
          : [];
    return contexts.find(({ id }) => id === contextId)?.label;
  }

  #technology(technologyId: string, options: CallOptions): Promise<TechnologiesGetResult> {
    return cachedRead(options, (waiting) =>
      this.#technologies.get(
        technologyId,
        (signal) => this.call(technologiesOperations.get, { id: technologyId }, { signal }),
        waiting,
      ),
    );
  }

  #isUsable({
    available,
    deprecationDate,
  }: {
    readonly available: boolean;
    readonly deprecationDate: string | null;
  }): boolean {
    return available && (deprecationDate === null || Date.parse(deprecationDate) > this.#clock.now());
  }

  #allRepositories(options: CallOptions): Promise<TechnologiesListRepositoriesResult> {
    return cachedRead(options, (waiting) =>
      this.#repositories.get(
        "all",
        (signal) => this.call(technologiesOperations.listRepositories, {}, { signal }),
        waiting,
      ),
    );
  }
}

/** Waits for a read that serves other callers too: this caller's signal and limit end its wait alone. */
async function cachedRead<T>(options: CallOptions, read: (waiting: AbortSignal) => Promise<T>): Promise<T> {
  const limit = deadline(options, undefined);
  try {
    return await read(limit.signal);
  } finally {
    limit.end();
  }
}

function summaries({
  name,
  technologies,
}: TechnologiesListRepositoriesResult[number]): readonly TechnologySummary[] {
  return technologies.map(({ __typename, id, label, available }) => ({
    id,
    label,
    available,
    kind: __typename === "AppTechnology" ? "app" : __typename === "SparkTechnology" ? "spark" : "job",
    catalog: name,
  }));
}
