import { environmentVariablesOperations } from "../../../../generated/saagie/methods.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import { pooled, type PoolOptions } from "../../../core/concurrency/pool.ts";
import { checkVariableName, checkVariableValue } from "../../environment-variables/rules.ts";
import { recoverCreation } from "../../recovery/creation.ts";
import type { BundleFiles } from "../format/files.ts";
import {
  noopStep,
  createJournaled,
  reasonOf,
  settleConflict,
  createStep,
  type BundleContext,
  type ResourceImporter,
  type ImporterOptions,
  type Planned,
} from "../engine/resource-importer.ts";
import type { PlanStep } from "../engine/plan-step.ts";
import { PENDING_ID } from "../engine/id-map.ts";
import { readVariable, type VariableRecord, type VariableScope } from "../format/variable-record.ts";
import { listVariables, type FoundVariable, type VariableOwner } from "./variable-lists.ts";

/** The file of a variable; the other name is what the Python client looks for, and never writes. */
export const VARIABLE_FILE = "variable.json";
const OTHER_VARIABLE_FILE = "env_var.json";

const WHAT = "variable";

/** A variable in an archive. */
interface ArchivedVariable extends VariableRecord {
  readonly path: string;
  readonly warnings: readonly string[];
  /** The pipeline or app that it belongs to. */
  readonly owner: { readonly what: "pipeline" | "app"; readonly name: string } | undefined;
  /** Goes where another one of its name goes, which is nearer to the project. */
  readonly isHidden?: boolean;
}

/** Environment variables of every scope; the values of passwords have to be told. */
export const variableImporter: ResourceImporter = {
  what: WHAT,
  read: async (files, options) => {
    const found = await readAll(files, options);
    return { count: found.length, plan: (context, how) => planAll(context, found, how) };
  },
};

/** Variables that lie in the folders of pipelines, or of apps: their own, and what was exported along with them. */
export function variablesIn(what: OwnerType): ResourceImporter {
  return {
    what: WHAT,
    read: async (files, options) => {
      const found = await readAll(files, options, [what]);
      return { count: found.length, plan: (context, how) => planAll(context, found, how) };
    },
  };
}

async function readAll(
  files: BundleFiles,
  options: PoolOptions,
  within?: readonly OwnerType[],
): Promise<readonly ArchivedVariable[]> {
  const owners = await readOwners(files, options, within);
  const entries = [...files.named(VARIABLE_FILE), ...files.named(OTHER_VARIABLE_FILE)].filter(
    ({ path }) => within?.some((what) => ownerOf(path, what, owners) !== undefined) ?? true,
  );
  const read = await pooled(
    entries,
    async (entry, signal): Promise<ArchivedVariable> => {
      const { path, json, warnings } = await files.read(entry, "a variable", signal);
      const record = readVariable(json);
      const what = OWNER_TYPES[record.scope];
      const owner = what && ownerOf(path, what, owners);
      return { ...record, path, warnings, owner };
    },
    options,
  );
  const byKey = new Map<string, ArchivedVariable>();
  for (const variable of read) {
    const key = JSON.stringify([variable.scope, variable.owner?.what, variable.owner?.name, variable.name]);
    const other = byKey.get(key);
    if (other !== undefined && !isInherited(variable, other)) {
      throw new InvalidInputError(
        `${other.path} and ${variable.path} hold variables of one name and scope, "${variable.name}".`,
        { hint: "Remove one of them." },
      );
    }
    byKey.set(key, other ?? variable);
  }
  return [...byKey.values()];
}

/** Older exports list in one folder what it inherits from another. */
function isInherited(variable: ArchivedVariable, other: ArchivedVariable): boolean {
  return variable.value === other.value && variable.isPassword === other.isPassword;
}

/** What variables of a scope belong to, besides the project and the platform. */
const OWNER_TYPES: Readonly<Record<VariableScope, OwnerType | undefined>> = {
  GLOBAL: undefined,
  PROJECT: undefined,
  PIPELINE: "pipeline",
  APP: "app",
};

type OwnerType = NonNullable<ArchivedVariable["owner"]>["what"];

/** By kind and folder: one folder may be that of a pipeline and of an app. */
type Owners = ReadonlyMap<string, NonNullable<ArchivedVariable["owner"]>>;

/** The folders of pipelines and apps. */
async function readOwners(
  files: BundleFiles,
  options: PoolOptions,
  kinds: readonly OwnerType[] = ["pipeline", "app"],
): Promise<Owners> {
  const owners = new Map<string, NonNullable<ArchivedVariable["owner"]>>();
  for (const what of kinds) {
    const read = async (entry: (typeof entries)[number], signal: AbortSignal): Promise<void> => {
      const { folder, json } = await files.read(entry, `a ${what}`, signal);
      owners.set(`${what} ${folder}`, { what, name: (json.object(what) ?? json).requiredText("name") });
    };
    const entries = files.named(`${what}.json`);
    await pooled(entries, read, options);
  }
  return owners;
}

/** The pipeline or app in whose folder a file lies. */
function ownerOf(path: string, what: OwnerType, owners: Owners): ArchivedVariable["owner"] {
  for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
    const owner = owners.get(`${what} ${folder}`);
    if (owner !== undefined || folder === "") return owner;
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

async function planAll(
  context: BundleContext,
  variables: readonly ArchivedVariable[],
  { onPlanned, concurrency, ...options }: ImporterOptions,
): Promise<readonly Planned[]> {
  const archived = inScope(variables, context.overrides.variables?.scope);
  const lists = new Map<string, Promise<readonly FoundVariable[]>>();
  const plan = async (variable: ArchivedVariable, signal: AbortSignal): Promise<Planned> => {
    const planned = await planOne(context, variable, async (owner) => {
      const key = `${owner.scope} ${owner.id ?? ""}`;
      const listing = lists.get(key) ?? listVariables(context.call, owner, { ...options, signal });
      lists.set(key, listing);
      return listing;
    });
    onPlanned(variable.name);
    return planned;
  };
  return pooled(archived, plan, { concurrency, signal: options.signal });
}

/** Puts the variables of project and platform into one scope; of two of one name, the project's own is the one that counts. */
function inScope(
  variables: readonly ArchivedVariable[],
  scope: "PROJECT" | "GLOBAL" | undefined,
): readonly ArchivedVariable[] {
  if (scope === undefined) return variables;
  const own = new Set(variables.flatMap((one) => (one.scope === "PROJECT" ? [one.name] : [])));
  return variables.map((variable) =>
    variable.scope === "PROJECT" || variable.scope === "GLOBAL"
      ? { ...variable, scope, isHidden: variable.scope === "GLOBAL" && own.has(variable.name) }
      : variable,
  );
}

type List = (owner: VariableOwner) => Promise<readonly FoundVariable[]>;

async function planOne(context: BundleContext, variable: ArchivedVariable, list: List): Promise<Planned> {
  const { scope, owner, warnings, name } = variable;
  const step = (given: Pick<PlanStep, "action"> & Partial<PlanStep>): PlanStep =>
    createStep(WHAT, variable, { warnings, ...given });
  if (variable.isHidden === true) {
    return noopStep(step({ action: "skip", reason: "the project's own variable of that name goes instead" }));
  }
  if (scope === "GLOBAL" && !context.globalVariables && context.overrides.variables?.scope !== scope) {
    return noopStep(
      step({
        action: "skip",
        reason: "it belongs to the platform as a whole: set globalVariables to bring it over",
      }),
    );
  }
  const place = placeOf(context, variable);
  if (place === undefined) {
    const reason =
      owner === undefined
        ? `it lies in no folder of a pipeline or app, to which its scope ${scope} belongs`
        : `its ${owner.what} "${owner.name}" is not there`;
    return { step: step({ action: "cannot", reason }) };
  }
  // What is yet to be made has no variables.
  const there = place.id === PENDING_ID || (context.isNew && scope !== "GLOBAL") ? [] : await list(place);
  const found = there.find((other) => other.name === name);
  return found === undefined
    ? planNew(context, variable, step)
    : planFound(context, { variable, found, step });
}

/** Whose variable it is in the target; `undefined` when that will not be there. */
function placeOf(
  { ids, projectId, isNew }: BundleContext,
  { scope, owner }: ArchivedVariable,
): VariableOwner | undefined {
  if (scope === "GLOBAL") return { scope, id: undefined };
  if (scope === "PROJECT") return { scope, id: isNew ? PENDING_ID : projectId };
  const id = owner && ids.find(owner.what, { name: owner.name });
  return id === undefined ? undefined : { scope, id };
}

type MakeStep = (given: Pick<PlanStep, "action"> & Partial<PlanStep>) => PlanStep;

async function planNew(context: BundleContext, variable: ArchivedVariable, step: MakeStep): Promise<Planned> {
  const value = variable.value ?? (await askFor(context, variable));
  if (value === undefined) {
    return noopStep(
      step({ action: "skip", reason: "its value is a secret, which is not told: set it afterwards" }),
    );
  }
  const { name } = variable;
  const reason = faultIn(() => {
    checkVariableName(name);
    checkVariableValue(name, value);
  });
  if (reason !== undefined) return { step: step({ action: "cannot", reason }) };
  return {
    step: step({ action: "create" }),
    apply: async ({ onUploaded: _, ...options }) => {
      const id = await createJournaled(context.journal, variable, () =>
        create(context, { variable, value }, options),
      );
      return { what: WHAT, name, id, action: "created", versions: {} };
    },
  };
}

/** What a check finds, if anything. */
function faultIn(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function askFor(
  { secrets }: BundleContext,
  { scope, name, owner }: VariableRecord & Pick<ArchivedVariable, "owner">,
): Promise<string | undefined> {
  return secrets.ask({ what: WHAT, scope, name, ...omitUndefined({ owner: owner?.name }) });
}

async function create(
  context: BundleContext,
  { variable, value }: { readonly variable: ArchivedVariable; readonly value: string },
  options: CallOptions,
): Promise<{ readonly id: string }> {
  const { call } = context;
  const { name, scope, description, isPassword } = variable;
  // By now whatever it belongs to has been made.
  const owner = placeOf(context, variable) ?? { scope, id: undefined };
  const environmentVariable = {
    name,
    scope,
    value,
    isPassword,
    ...omitUndefined({ description: description ?? undefined }),
  };
  return recoverCreation<{ readonly id: string }, FoundVariable>({
    create: () =>
      call(
        environmentVariablesOperations.create,
        { ...omitUndefined({ entityId: owner.id }), environmentVariable },
        options,
      ),
    find: async () => (await listVariables(call, owner, options)).find((other) => other.name === name),
    isOurs: (found) =>
      Promise.resolve(found.isPassword === isPassword && (isPassword || found.value === value)),
  });
}

async function planFound(
  context: BundleContext,
  {
    variable,
    found,
    step,
  }: { readonly variable: ArchivedVariable; readonly found: FoundVariable; readonly step: MakeStep },
): Promise<Planned> {
  const { id } = found;
  const settled = settleConflict(context, id, await context.journal.entry(variable));
  if (settled !== undefined) {
    const given = step(settled);
    return given.action === "cannot" ? { step: given } : noopStep(given, id);
  }
  const { name, scope, value, description, isPassword } = variable;
  const changed = [
    // A password is told to nobody: what is there stays.
    ...(isPassword || (value === found.value && !found.isPassword) ? [] : ["value"]),
    ...(description === undefined || (description || "") === (found.description ?? "")
      ? []
      : ["description"]),
    ...(isPassword === found.isPassword ? [] : ["isPassword"]),
  ];
  if (changed.length === 0) return noopStep(step({ action: "unchanged" }), id);
  const isChecked = changed.includes("value");
  const reason = isChecked ? faultIn(() => checkVariableValue(name, value ?? "")) : undefined;
  if (reason !== undefined) return { step: step({ action: "cannot", reason }) };
  return {
    step: step({ action: "upgrade", changed }),
    apply: async ({ onUploaded: _, ...options }) => {
      const owner = placeOf(context, variable);
      const environmentVariable = {
        id,
        name,
        scope,
        isPassword,
        description: (description === undefined ? found.description : description) ?? "",
        // A password keeps the value that it has.
        ...(isPassword ? {} : { value: value ?? "" }),
      };
      const edition = { ...omitUndefined({ entityId: owner?.id }), environmentVariable };
      await context.call(environmentVariablesOperations.edit, edition, options);
      return { what: WHAT, name, id, action: "upgraded", versions: {} };
    },
  };
}
