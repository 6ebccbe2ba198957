import { expect } from "vitest";
import type { AppDefinition } from "../../../../src/agave/index.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { folder, names, own, usernameOf } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { anApp, app, appId, NOTHING, ontologyTerm } from "../things.ts";

const bob = () => ({ username: usernameOf("bob"), permission: "READ" }) as const;

async function aReadableApp(platform: TestPlatform): Promise<void> {
  await anApp(platform);
  await platform.agave.apps.setPermission(appId(), bob());
}

const ids = (answer: unknown): readonly string[] =>
  (answer as readonly { readonly id: string }[]).map(({ id }) => id).toSorted();

/** Name and version of the app that ann has. */
function existing(): Pick<AppDefinition, "name" | "version"> {
  const at = names().app.lastIndexOf("-");
  return { name: names().app.slice(0, at), version: names().app.slice(at + 1) };
}

const listRows: readonly ContractRow[] = [
  contract({
    method: "apps.list",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.list(options)),
    check: (answer) =>
      expect(ids(answer)).toEqual(
        expect.arrayContaining([appId(), names().publicApp, names().app]) as readonly string[],
      ),
    missing: WHY.list,
    denied: WHY.own,
    refused: {
      isLocal: true,
      call: async (agave) => collect(agave.apps.list({ search: { "revision.like": 1 } as object })),
      words: /search\.revision\.like is not known/u,
    },
  }),
  contract({
    method: "apps.listByName",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.listByName(own("count"), options)),
    check: (answer) => expect(ids(answer)).toEqual([appId()]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.listByTag",
    prepare: anApp,
    call: (agave, _, options) =>
      collect(agave.apps.listByTag(own("text"), { ...options, privateOnly: true })),
    check: (answer) => expect(ids(answer)).toEqual(own("") === "" ? [appId(), names().app] : [appId()]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.listByOntologyTerm",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.listByOntologyTerm(ontologyTerm(), options)),
    check: (answer) => expect(ids(answer)).toEqual([appId()]),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.listBySystem",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.listBySystem(names().execution, options)),
    check: (answer) => expect(ids(answer)).toContain(appId()),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

const readRows: readonly ContractRow[] = [
  contract({
    method: "apps.get",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.get(appId(), options),
    check: (answer) =>
      expect(answer).toMatchObject({
        id: appId(),
        owner: usernameOf("ann"),
        inputs: [{ id: "input1" }],
        isPublic: false,
      }),
    missing: (agave) => agave.apps.get(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.getNewest",
    prepare: async (platform) => {
      await anApp(platform);
      for (const version of ["1.10.0", "1.9.0"]) await platform.agave.apps.create({ ...app(), version });
    },
    call: (agave, _, options) => agave.apps.getNewest(own("count"), options),
    check: (answer) => expect(answer).toMatchObject({ id: appId("1.10.0") }),
    missing: (agave) => agave.apps.getNewest(NOTHING),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.getSubmissionForm",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.getSubmissionForm(appId(), options),
    check: (answer) => expect(JSON.stringify(answer)).toContain("input1"),
    missing: (agave) => agave.apps.getSubmissionForm(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.history",
    prepare: anApp,
    call: (agave, _, options) => collect(agave.apps.history(appId(), options)),
    check: (answer) => expect(answer).toMatchObject([{ status: "CREATED", createdBy: usernameOf("ann") }]),
    missing: (agave) => collect(agave.apps.history(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
];

const changeRows: readonly ContractRow[] = [
  contract({
    method: "apps.create",
    call: (agave, _, options) => agave.apps.create(app(), options),
    check: (answer) => expect(answer).toMatchObject({ id: appId(), revision: 1, available: true }),
    missing: (agave) => agave.apps.create({ ...app(), executionSystem: NOTHING }),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.apps.create({ ...app(), ...existing() }, options),
    },
    refused: {
      call: (agave) => agave.apps.create({ ...app(), version: "newest" }),
      words: /Invalid version value/u,
    },
  }),
  contract({
    method: "apps.createOrUpdate",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.createOrUpdate({ ...app(), label: "Counts" }, options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject({ action: "updated", app: { label: "Counts", revision: 2 } });
      const again = await agave.apps.createOrUpdate({ ...app(), label: "Counts" });
      const other = await agave.apps.createOrUpdate({ ...app(), name: own("other") });
      expect([again.action, other.action]).toEqual(["unchanged", "created"]);
    },
    missing: (agave) => agave.apps.createOrUpdate({ ...app(), executionSystem: NOTHING }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.createOrUpdate({ ...app(), executionType: "ABACUS" }),
      words: /Invalid executionType value/u,
    },
  }),
  contract({
    method: "apps.update",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.update(appId(), { ...app(), label: "Counts" }, options),
    check: (answer) => expect(answer).toMatchObject({ label: "Counts", revision: 2 }),
    missing: (agave) => agave.apps.update(NOTHING, app()),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.update(appId(), { ...app(), version: "2.0" }),
      words: /version of an app cannot be changed/u,
    },
  }),
  contract({
    method: "apps.delete",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.delete(appId(), options),
    check: async (answer, { agave }) => {
      expect(answer).toBeNull();
      expect(ids(await collect(agave.apps.list()))).not.toContain(appId());
    },
    missing: (agave) => agave.apps.delete(NOTHING),
    // The service refuses it with 401.
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.enable",
    prepare: async (platform) => {
      await aReadableApp(platform);
      await platform.agave.apps.disable(appId());
    },
    call: (agave, _, options) => agave.apps.enable(appId(), options),
    check: (answer) => expect(answer).toMatchObject({ id: appId(), available: true }),
    missing: (agave) => agave.apps.enable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.disable",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.disable(appId(), options),
    check: (answer) => expect(answer).toMatchObject({ id: appId(), available: false }),
    missing: (agave) => agave.apps.disable(NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.publish",
    as: "admin",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.publish(appId(), options),
    check: (answer) => expect(answer).toMatchObject({ id: `${appId()}u1`, isPublic: true }),
    missing: (agave) => agave.apps.publish(NOTHING),
    denied: { as: "ann" },
    refused: { call: (agave) => agave.apps.publish(names().publicApp), words: /public already/u },
  }),
  contract({
    method: "apps.clone",
    call: (agave, _, options) =>
      agave.apps.clone(
        names().publicApp,
        {
          name: own("own"),
          deploymentSystem: names().storage,
          deploymentPath: `${folder()}/applications/own`,
        },
        options,
      ),
    check: async (answer, { agave }) => {
      const { id } = answer as { readonly id: string };
      expect(answer).toMatchObject({
        id: expect.stringContaining(own("own")) as string,
        owner: usernameOf("ann"),
      });
      const deploymentPath = (await agave.apps.get(id)).deploymentPath ?? "";
      expect(await agave.files.exists(`${names().storage}/${deploymentPath.replace(/^\//u, "")}`)).toBe(true);
      expect(await agave.apps.get(id)).toMatchObject({ isPublic: false });
    },
    missing: (agave) => agave.apps.clone(NOTHING),
    denied: { as: "bob", call: (agave, _, options) => agave.apps.clone(names().app, {}, options) },
    refused: { call: (agave) => agave.apps.clone(names().app), words: /exists already/u },
  }),
  contract({
    method: "apps.erase",
    as: "admin",
    prepare: anApp,
    call: (agave, _, options) => agave.apps.erase(appId(), options),
    check: async (answer, { agave }) => {
      expect(answer).toBeUndefined();
      expect(ids(await collect(agave.apps.list()))).not.toContain(appId());
    },
    missing: (agave) => agave.apps.erase(NOTHING),
    denied: { as: "ann" },
    refused: WHY.nothing,
  }),
];

/** The rows of apps themselves. */
export const appContracts: readonly ContractRow[] = [...listRows, ...readRows, ...changeRows];
