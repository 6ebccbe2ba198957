import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidInputError, NotFoundError, OutcomeUnknownError, RefusedError } from "../../../src/index.ts";
import { makeApp } from "../support/app-things.ts";
import { makeVariable } from "../contract/environment-variables.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { NOBODY, rejection } from "../support/things.ts";

const SECRET = "correct-horse-battery";

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

describe("variables of four scopes", () => {
  test("hide each other, and each owner sees and changes its own", async () => {
    const own = ownPlatform();
    const { environmentVariables } = own.saagie;
    const app = await makeApp(own);
    const project = { project: app.project.id };
    await environmentVariables.create({ scope: "GLOBAL" }, { name: "REGION", value: "world" });
    await environmentVariables.create({ scope: "GLOBAL" }, { name: "LEVEL", value: "info" });
    await environmentVariables.create(project, { name: "REGION", value: "north" });
    await environmentVariables.create({ app: app.id }, { name: "REGION", value: "harbour" });
    expect(await environmentVariables.get({ app: app.id, name: "REGION" })).toMatchObject({
      scope: "APP",
      value: "harbour",
      overriddenValues: [
        { scope: "PROJECT", value: "north" },
        { scope: "GLOBAL", value: "world" },
      ],
    });
    expect(await environmentVariables.get({ ...project, name: "LEVEL" })).toMatchObject({ scope: "GLOBAL" });
    expect((await environmentVariables.list(project, { scopeOnly: true })).map(({ name }) => name)).toEqual([
      "REGION",
    ]);
    expect(await environmentVariables.list({ scope: "GLOBAL" })).toMatchObject([
      { name: "REGION", overriddenValues: [] },
      { name: "LEVEL", overriddenValues: [] },
    ]);
  });

  test("are not changed through who inherits them", async () => {
    const own = ownPlatform();
    const { environmentVariables } = own.saagie;
    const { id: project } = await own.project();
    await environmentVariables.create({ scope: "GLOBAL" }, { name: "REGION", value: "world" });
    const inherited = { project, name: "REGION" };
    const failures = [
      await rejection(environmentVariables.update(inherited, { value: "north" })),
      await rejection(environmentVariables.delete(inherited)),
    ];
    for (const error of failures) expect(error).toBeInstanceOf(NotFoundError);
    const upsert = await environmentVariables.createOrUpdate({ project }, { name: "REGION", value: "north" });
    expect(upsert).toMatchObject({ action: "created", variable: { scope: "PROJECT" } });
    expect(await environmentVariables.listGlobal()).toMatchObject([{ name: "REGION", value: "world" }]);
  });

  test.each([{}, { project: NOBODY, app: NOBODY }, { scope: "PROJECT" }, { scope: "GLOBAL", app: NOBODY }])(
    "are nobody's with %j",
    async (owner) => {
      const { environmentVariables } = ownPlatform().saagie;
      expect(await rejection(environmentVariables.list(owner as never))).toBeInstanceOf(InvalidInputError);
    },
  );
});

describe("a change", () => {
  test("of nothing sends nothing; a change sends the whole variable", async () => {
    const own = ownPlatform();
    const { id, name, project } = await makeVariable(own);
    const { environmentVariables } = own.saagie;
    const asked = watchRequests(own.emulator);
    const upsert = { name, value: "north", description: "" };
    expect(await environmentVariables.createOrUpdate({ project: project.id }, upsert)).toMatchObject({
      action: "unchanged",
    });
    await environmentVariables.update({ project: project.id, name }, {});
    expect(asked.count("EnvironmentVariablesEdit")).toBe(0);
    await environmentVariables.update({ project: project.id, name }, { name: "OTHER", description: "d" });
    expect(await environmentVariables.get({ project: project.id, name: "OTHER" })).toMatchObject({
      id,
      value: "north",
      description: "d",
    });
    await environmentVariables.update({ project: project.id, name: "OTHER" }, { description: null });
    expect(
      (await environmentVariables.get({ project: project.id, name: "OTHER" })).description || null,
    ).toBeNull();
  });

  test("keeps a password that is not touched, and sends no value for it", async () => {
    const own = ownPlatform();
    const { environmentVariables } = own.saagie;
    const { name, project } = await makeVariable(own, { value: SECRET, isPassword: true });
    const asked = watchRequests(own.emulator);
    const password = { project: project.id, name };
    expect(await environmentVariables.update(password, { description: "d" })).toMatchObject({ value: null });
    expect(JSON.stringify(asked.variables("EnvironmentVariablesEdit"))).not.toContain('"value"');
    const wish = { name, isPassword: true, description: "d" };
    expect(await environmentVariables.createOrUpdate({ project: project.id }, wish)).toMatchObject({
      action: "unchanged",
    });
    // Nothing can be compared with a value that nobody can read.
    const again = await environmentVariables.createOrUpdate(
      { project: project.id },
      { ...wish, value: SECRET },
    );
    expect(again).toMatchObject({ action: "updated" });
  });

  test("makes a password readable only with a new value, and a value a password without one", async () => {
    const own = ownPlatform();
    const { environmentVariables } = own.saagie;
    const { name, project } = await makeVariable(own);
    const variable = { project: project.id, name };
    expect(await environmentVariables.update(variable, { isPassword: true })).toMatchObject({
      isPassword: true,
    });
    expect(await rejection(environmentVariables.update(variable, { isPassword: false }))).toBeInstanceOf(
      InvalidInputError,
    );
    const open = await environmentVariables.update(variable, { isPassword: false, value: "south" });
    expect(open).toMatchObject({ isPassword: false, value: "south" });
  });

  test("needs a value for what is not there yet", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    const error = await rejection(
      own.saagie.environmentVariables.createOrUpdate({ project }, { name: "NEW" }),
    );
    expect(error).toBeInstanceOf(InvalidInputError);
  });
});

const LONG = "x".repeat(2_049);
describe("a rule that is broken is told before anything is sent, and no value with it", () => {
  test.each([
    ["", "x", /is empty/u],
    ["1ST", "x", /start with a letter/u],
    ["A-B", "x", /letters, digits and _/u],
    ["ÄB", "x", /start with a letter/u],
    ["A".repeat(129), "x", /more than 128/u],
    ["LONG", LONG, /2049 characters; 2048/u],
  ])("%#: %s", async (name, value, message) => {
    const own = ownPlatform();
    const owner = { project: (await own.project()).id };
    const { environmentVariables } = own.saagie;
    const asked = watchRequests(own.emulator);
    const failures = [
      await rejection(environmentVariables.create(owner, { name, value })),
      await rejection(environmentVariables.createOrUpdate(owner, { name, value })),
      await rejection(environmentVariables.replaceAll(owner, { [name]: value })),
    ];
    for (const error of failures) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(String(error)).toMatch(message);
      expect(String(error)).not.toContain(LONG);
    }
    expect(asked.operations()).toEqual([]);
  });

  test.each(["\n", "\r", "\u2028"])("a line break (%j) among many, and more than 200", async (line) => {
    const own = ownPlatform();
    const owner = { project: (await own.project()).id };
    const { environmentVariables } = own.saagie;
    const values = { GOOD: "x", BAD: `${SECRET}${line}INJECTED=yes` };
    const error = await rejection(environmentVariables.replaceAll(owner, values));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toContain("BAD");
    expect(String(error)).not.toContain(SECRET);
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`V${at}`, "x"]));
    expect(await rejection(environmentVariables.replaceAll(owner, many))).toBeInstanceOf(InvalidInputError);
    expect(await environmentVariables.list(owner)).toEqual([]);
  });
});

test("replacing all deletes what is not named, but for passwords", async () => {
  const own = ownPlatform();
  const { environmentVariables } = own.saagie;
  const gone = await makeVariable(own);
  const kept = await makeVariable(own, { value: SECRET, isPassword: true });
  const owner = { project: gone.project.id };
  await environmentVariables.replaceAll(owner, { FIRST: "1", SECOND: "2" });
  const names = (await environmentVariables.list(owner)).map(({ name }) => name);
  expect(names.toSorted()).toEqual(["FIRST", "SECOND", kept.name].toSorted());
});

describe("a lost answer", () => {
  test.each([{ reset: "after" }, { reset: "before" }, { tear: 3 }] as const)(
    "to a creation (%o): there is one variable",
    async (fault) => {
      const own = ownPlatform();
      own.emulator.faults.add({ match: { operation: "EnvironmentVariablesCreate" }, ...fault });
      const { id, name, project } = await makeVariable(own);
      const { environmentVariables } = own.saagie;
      expect(await environmentVariables.list({ project: project.id })).toMatchObject([
        { id, name, value: "north" },
      ]);
    },
  );

  test("is no success where the name was another one's", async () => {
    const own = ownPlatform();
    const { name, project } = await makeVariable(own);
    own.emulator.faults.add({ match: { operation: "EnvironmentVariablesCreate" }, reset: "after" });
    const definition = { name, value: "south" };
    const error = await rejection(
      own.saagie.environmentVariables.create({ project: project.id }, definition),
    );
    expect(error).toBeInstanceOf(RefusedError);
  });

  test("to the creation of a password stays unknown, and an upsert settles it", async () => {
    const own = ownPlatform();
    own.emulator.faults.add({ match: { operation: "EnvironmentVariablesCreate" }, times: 2, reset: "after" });
    const { environmentVariables } = own.saagie;
    const owner = { project: (await own.project()).id };
    const password = { value: SECRET, isPassword: true };
    const error = await rejection(environmentVariables.create(owner, { name: "FIRST", ...password }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
    const upsert = await environmentVariables.createOrUpdate(owner, { name: "SECOND", ...password });
    expect(upsert).toMatchObject({ action: "created", variable: { name: "SECOND", isPassword: true } });
    expect(await environmentVariables.list(owner)).toHaveLength(2);
  });
});
