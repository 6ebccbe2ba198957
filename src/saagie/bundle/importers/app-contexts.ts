import { technologiesOperations, type TechnologiesGetResult } from "../../../../generated/saagie/methods.ts";
import type { Caller } from "../../../core/client.ts";
import type { Clock } from "../../../core/watch/clock.ts";
import { choose, noSuchChoice } from "../../../core/lookup/choose.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import { OFFICIAL_CATALOG, type Technologies } from "../../technologies/technologies.ts";
import type { AppRecord, AppVersionRecord } from "../format/app-record.ts";

/** What apps are looked up with. */
export interface AppContextSources {
  readonly call: Caller;
  readonly clock: Clock;
  readonly technologies: Technologies;
  /** The technologies that the project allows; `undefined` for a project that is yet to be made. */
  readonly allowed: ReadonlySet<string> | undefined;
}

/** Technologies and runtimes of apps in the target's catalogue. Each technology is read once. */
export class AppContexts {
  readonly #sources: AppContextSources;
  readonly #read = new Map<string, Promise<TechnologiesGetResult>>();

  constructor(sources: AppContextSources) {
    this.#sources = sources;
  }

  /**
   * The id of an app's technology in the target.
   *
   * @throws {@link InvalidInputError} when the target has none of that name, or the project does not allow it.
   */
  async technologyOf({ technology }: AppRecord, options: CallOptions): Promise<string> {
    const { name, catalog = OFFICIAL_CATALOG } = technology;
    if (name === undefined) {
      throw new InvalidInputError("app.json does not name its technology: add technology.name.");
    }
    const { technologies, allowed } = this.#sources;
    const list = (await technologies.list({ ...options, catalog })).filter(({ kind }) => kind === "app");
    const { id, label } = choose(list, name, `available app technology of the catalogue "${catalog}"`);
    if (allowed === undefined || allowed.has(id)) return id;
    throw new InvalidInputError(`The project does not allow ${label}.`, {
      hint: "Add the technology with projects.edit.",
    });
  }

  /**
   * The id of the runtime of a version: the same one where the target has it, else that of the same label.
   *
   * @throws {@link InvalidInputError} when the target has neither.
   */
  async contextOf(
    app: AppRecord,
    { contextId, contextLabel }: AppVersionRecord,
    options: CallOptions,
  ): Promise<string | undefined> {
    const technologyId = await this.technologyOf(app, options);
    if (contextId === undefined) return undefined;
    const contexts = await this.#contexts(technologyId, options);
    const found =
      contexts.find(({ id }) => id === contextId) ?? contexts.find(({ label }) => label === contextLabel);
    if (found !== undefined) return found.id;
    const labels = contexts.map(({ label }) => label);
    throw noSuchChoice(labels, contextLabel ?? contextId, "available runtime");
  }

  /** The error for an app of that name that is something else. */
  otherTechnology({ technology }: AppRecord): InvalidInputError {
    return new InvalidInputError(
      `The technology of the app of that name is another one, and cannot become ${technology.name ?? ""}.`,
    );
  }

  async #contexts(
    technologyId: string,
    options: CallOptions,
  ): Promise<readonly { readonly id: string; readonly label: string }[]> {
    const { call, clock } = this.#sources;
    let reading = this.#read.get(technologyId);
    if (reading === undefined) {
      reading = call(technologiesOperations.get, { id: technologyId }, options);
      this.#read.set(technologyId, reading);
      // What failed is asked again by the next one.
      reading.catch(() => this.#read.delete(technologyId));
    }
    const technology = await reading;
    if (!("appContexts" in technology)) return [];
    return technology.appContexts.filter(
      ({ available, deprecationDate }) =>
        available && (deprecationDate == null || Date.parse(deprecationDate) > clock.now()),
    );
  }
}
