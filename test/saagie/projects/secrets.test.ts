import { describe, expect, onTestFinished, test } from "vitest";
import { memoryArchive, type Archive } from "../../../src/archive/index.ts";
import { CANARIES, formsOf, leaksIn } from "../../core/support/canaries.ts";
import { contents } from "../bundle/support/archives.ts";
import { emulatedPlatform, type ClosablePlatform } from "../support/platform.ts";
import { rejection } from "../support/things.ts";

const SECRETS = [CANARIES.uuid, CANARIES.uuidToken, CANARIES.spaced];

/** A platform with a project that has secrets of both kinds, and its export. */
async function exported(): Promise<{
  readonly own: ClosablePlatform;
  readonly archive: Archive;
  readonly out: unknown[];
}> {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  const { id: project } = await own.project();
  const { dockerCredentials, environmentVariables, projects } = own.saagie;
  await dockerCredentials.create(project, { username: "ada", password: CANARIES.uuidToken });
  await environmentVariables.create({ project }, { name: "A", value: CANARIES.uuid, isPassword: true });
  await environmentVariables.create({ project }, { name: "B", value: CANARIES.spaced, isPassword: true });
  const archive = memoryArchive();
  const out: unknown[] = [];
  const told = await projects.export(project, archive, { onProgress: (event) => out.push(event) });
  return { own, archive, out: [...out, told] };
}

const secrets = ({ what, ...of }: { readonly what: string; readonly name?: string }): string =>
  what === "docker credentials" ? CANARIES.uuidToken : of.name === "A" ? CANARIES.uuid : CANARIES.spaced;

describe("what is secret in a project", () => {
  test("stands in no export, and in nothing that an export tells", async () => {
    const { archive, out } = await exported();
    expect(leaksIn([await contents(archive), ...out], SECRETS)).toEqual([]);
  });

  test("stands in no plan, in nothing that an import tells, and in no journal", async () => {
    const { own, archive } = await exported();
    const out: unknown[] = [];
    const saagie = own.client({
      onRequest: (event) => out.push(event),
      onWarning: (event) => out.push(event),
    });
    out.push(await saagie.projects.planImport(archive, { name: "copy", secrets }));
    const onProgress = (event: unknown): void => void out.push(event);
    out.push(await saagie.projects.import(archive, { name: "copy", secrets, onProgress }));
    for await (const { path, open } of archive.entries(".footbridge"))
      out.push(path, await (await open()).text());
    expect(leaksIn(out, SECRETS)).toEqual([]);
  });

  test.each(SECRETS)("stands in no error of an import to a platform that quotes it: %s", async (secret) => {
    const { own, archive } = await exported();
    for (const quoted of formsOf(secret)) {
      const out: unknown[] = [];
      const saagie = own.client({
        retry: { retries: 1 },
        onRequest: (event) => out.push(event),
        onWarning: (event) => out.push(event),
        fetch: async (input, init) => {
          const body = typeof init?.body === "string" ? init.body : "";
          if (!body.includes(secret)) return own.emulator.fetch(input, init);
          const errors = [{ message: `Not ${quoted}`, extensions: { value: quoted, [quoted]: "bad" } }];
          return new Response(JSON.stringify({ data: null, errors }));
        },
      });
      out.push(await rejection(saagie.projects.import(archive, { name: own.unique("copy"), secrets })));
      expect(leaksIn(out, [secret]), `quoted as ${quoted}`).toEqual([]);
    }
  });
});
