import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidInputError, NotFoundError, OutcomeUnknownError } from "../../../src/index.ts";
import { makeApp } from "../support/app-things.ts";
import { makeCredentials } from "../contract/docker-credentials.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";

const SECRET = "correct-horse-battery";

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

describe("Docker credentials", () => {
  test("keep their registry and their user name unless others are given", async () => {
    const own = ownPlatform();
    const { dockerCredentials } = own.saagie;
    const { id, username, registry, project } = await makeCredentials(own);
    const update = (more: object): ReturnType<typeof dockerCredentials.update> =>
      dockerCredentials.update(project.id, id, { password: SECRET, ...more });
    expect(await update({})).toMatchObject({ username, registry });
    expect(await update({ username: "other" })).toMatchObject({ username: "other", registry });
    expect(await update({ registry: "b.example.io" })).toMatchObject({
      username: "other",
      registry: "b.example.io",
    });
    expect(await update({ registry: null })).toMatchObject({ username: "other", registry: null });
  });

  test("without a registry are those of Docker Hub, and others with the same user name are others", async () => {
    const own = ownPlatform();
    const { dockerCredentials } = own.saagie;
    const { id, username, registry, project } = await makeCredentials(own);
    expect(await rejection(dockerCredentials.get(project.id, { username }))).toBeInstanceOf(NotFoundError);
    const hub = await dockerCredentials.createOrUpdate(project.id, {
      username,
      password: SECRET,
      registry: "",
    });
    expect(hub).toMatchObject({ action: "created", credentials: { registry: null } });
    expect(await dockerCredentials.idOf(project.id, { username })).toBe(hub.credentials.id);
    expect(await dockerCredentials.idOf(project.id, { username, registry })).toBe(id);
  });

  test("tell what uses them", async () => {
    const own = ownPlatform();
    const { id, username, registry, project } = await makeCredentials(own);
    const app = await makeApp(own, { dockerCredentials: { username, registry } });
    const found = await own.saagie.dockerCredentials.get(project.id, id);
    expect(found.apps).toEqual([{ id: app.id, name: app.name }]);
  });

  test.each([
    { username: " ", password: SECRET },
    { username: "robot", password: "" },
  ])("%# that are empty are refused before anything is sent", async (definition) => {
    const own = ownPlatform();
    const { id } = await own.project();
    const asked = watchRequests(own.emulator);
    const error = await rejection(own.saagie.dockerCredentials.create(id, definition));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(inspect(error)).not.toContain(SECRET);
    expect(asked.operations()).toEqual([]);
  });

  test("are not repeated by what refuses them", async () => {
    const own = ownPlatform();
    const { username, registry, project } = await makeCredentials(own);
    const message = `The password ${SECRET} is too weak`;
    const body = JSON.stringify({ errors: [{ message, extensions: { password: message } }], data: null });
    own.emulator.faults.add({ match: { operation: "DockerCredentialsEdit" }, status: 200, body });
    const definition = { username, registry, password: SECRET };
    const error = await rejection(own.saagie.dockerCredentials.createOrUpdate(project.id, definition));
    expect(error).toMatchObject({ code: "REFUSED" });
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain(SECRET);
  });
});

describe("a lost answer", () => {
  const definition = { username: "robot", password: SECRET };

  test("to a creation that did not happen: it is sent once more", async () => {
    const own = ownPlatform();
    const { id } = await own.project();
    own.emulator.faults.add({ match: { operation: "createDockerCredentials" }, reset: "before" });
    const created = await own.saagie.dockerCredentials.create(id, definition);
    expect(await own.saagie.dockerCredentials.listMinimal(id)).toMatchObject([{ id: created.id }]);
  });

  test("to one that did stays unknown, and an upsert settles it", async () => {
    const own = ownPlatform();
    const { id } = await own.project();
    const { dockerCredentials } = own.saagie;
    const lose = (): unknown =>
      own.emulator.faults.add({ match: { operation: "createDockerCredentials" }, reset: "after" });
    lose();
    expect(await rejection(dockerCredentials.create(id, definition))).toBeInstanceOf(OutcomeUnknownError);
    lose();
    const other = { ...definition, username: "other" };
    expect(await dockerCredentials.createOrUpdate(id, other)).toMatchObject({ action: "created" });
    expect(await dockerCredentials.listMinimal(id)).toHaveLength(2);
  });

  test("to a deletion is found", async () => {
    const own = ownPlatform();
    const { id, project } = await makeCredentials(own);
    own.emulator.faults.add({ match: { operation: "deleteDockerCredentials" }, reset: "after" });
    await own.saagie.dockerCredentials.delete(project.id, id);
    expect(await own.saagie.dockerCredentials.listMinimal(project.id)).toEqual([]);
  });
});
