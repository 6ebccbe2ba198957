import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { allTidiedUp } from "../../../src/core/concurrency/tidy-up.ts";
import { isFootbridgeError, NotFoundError } from "../../../src/index.ts";
import type { Fault } from "../../../src/emulator/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";
import { idle } from "../support/idle.ts";
import { emulatedPlatform, openPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { makeJob, makeJobWithoutPackage, plainJob, rejection, SCRIPT } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;
const BYTES = new Uint8Array(300_000).map((_, at) => (at * 7) % 251);
const BIG = { name: "données v1 (#2)%41.bin", content: BYTES };

test("a package comes back byte by byte, whatever its name", async () => {
  const { id } = await makeJob(platform, { file: BIG });
  const { stream, size, contentType } = await saagie.jobs.openArtifact(id, 1);
  const received = new Uint8Array(await new Response(stream).arrayBuffer());
  expect(Buffer.from(received).equals(BYTES)).toBe(true);
  expect(size).toBe(BYTES.length);
  expect(contentType).toBe("application/octet-stream");
});

test("an older version's package is that of the older version", async () => {
  const { id } = await makeJob(platform);
  await saagie.jobs.upgrade(id, { file: BIG });
  const { stream } = await saagie.jobs.openArtifact(id, 1);
  expect(await new Response(stream).text()).toBe(SCRIPT.content);
});

test("a version without a package has none to open or to save", async () => {
  const { id } = await makeJobWithoutPackage(platform);
  const folder = await temporaryFolder();
  expect(await rejection(saagie.jobs.openArtifact(id, 1))).toBeInstanceOf(NotFoundError);
  expect(await rejection(saagie.jobs.saveArtifact(id, 1, { path: join(folder, "x") }))).toBeInstanceOf(
    NotFoundError,
  );
  expect(await readdir(folder)).toEqual([]);
});

test("a package is saved under its final name, and replaces what was there", async () => {
  const { id } = await makeJob(platform, { file: BIG });
  const folder = await temporaryFolder();
  const path = join(folder, "saved.bin");
  await writeFile(path, "old");
  const progress: number[] = [];
  await saagie.jobs.saveArtifact(id, 1, { path, onProgress: (bytes) => void progress.push(bytes) });
  expect((await readFile(path)).equals(BYTES)).toBe(true);
  expect(await readdir(folder)).toEqual(["saved.bin"]);
  expect(progress.at(-1)).toBe(BYTES.length);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

describe("a path that cannot be written", () => {
  test.each([
    ["a folder", "taken"],
    ["a place in a folder that is not there", "nowhere/x.bin"],
  ])("such as %s is refused, and nothing is left", async (_, name) => {
    const { id } = await makeJob(platform);
    const folder = await temporaryFolder();
    await mkdir(join(folder, "taken"));
    const error = await rejection(saagie.jobs.saveArtifact(id, 1, { path: join(folder, name) }));
    expect(error).toMatchObject({ code: "INVALID_INPUT" });
    expect(await readdir(folder, { recursive: true })).toEqual(["taken"]);
  });
});

describe("a download that is torn", () => {
  test.each([0, 1, 1_000, BYTES.length - 1])(
    "after %i bytes leaves what was there, and nothing else",
    async (tear) => {
      const { id } = await makeJob(platform, { file: BIG });
      const folder = await temporaryFolder();
      const path = join(folder, "saved.bin");
      await writeFile(path, "old");
      platform.emulator.faults.add({ match: { operation: "downloadArtifact" }, tear });
      const error = await rejection(saagie.jobs.saveArtifact(id, 1, { path }));
      expect(isFootbridgeError(error)).toBe(true);
      expect(["CONNECTION", "TRANSFER"]).toContain((error as { code: string }).code);
      expect(await readdir(folder)).toEqual(["saved.bin"]);
      expect(await readFile(path, "utf8")).toBe("old");
      await saagie.jobs.saveArtifact(id, 1, { path });
      expect((await readFile(path)).equals(BYTES)).toBe(true);
    },
  );

  test("fails for whoever reads the stream, too", async () => {
    const { id } = await makeJob(platform, { file: BIG });
    platform.emulator.faults.add({ match: { operation: "downloadArtifact" }, tear: 1_000 });
    const { stream } = await saagie.jobs.openArtifact(id, 1);
    expect(isFootbridgeError(await rejection(new Response(stream).arrayBuffer()))).toBe(true);
  });

  test("while comparing packages does not end in a decision", async () => {
    const { id, name, project } = await makeJob(platform, { file: BIG });
    const asked = watchRequests(platform.emulator);
    platform.emulator.faults.add({ match: { operation: "downloadArtifact" }, tear: 1_000 });
    const error = await rejection(
      saagie.jobs.createOrUpgrade(project.id, { ...plainJob(platform), name, file: BIG }),
    );
    expect(isFootbridgeError(error)).toBe(true);
    expect(asked.writes()).toEqual([]);
    expect((await saagie.jobs.get(id)).versions).toHaveLength(1);
  });
});

describe("what is not the package", () => {
  const page = "\n<!-- of a network -->\n<html><title>Welcome to the airport</title></html>";
  const strikes = { match: { operation: "downloadArtifact" } };

  test.each<[string, string, Fault]>([
    ["a page", "PROTOCOL", { status: 200, body: page, headers: { "content-type": "text/html" } }],
    [
      "a part that nobody asked for",
      "TRANSFER",
      { status: 206, body: "x", headers: { "content-range": "bytes 0-0/9" } },
    ],
    ["an answer without content", "TRANSFER", { status: 203, body: "x" }],
  ])("such as %s is neither opened, nor saved, nor taken for another package", async (_, code, fault) => {
    const { id, name, project } = await makeJob(platform, { file: BIG });
    const folder = await temporaryFolder();
    const strike = (): unknown => platform.emulator.faults.add({ ...strikes, ...fault });
    strike();
    expect(await rejection(saagie.jobs.openArtifact(id, 1))).toMatchObject({ code });
    strike();
    expect(await rejection(saagie.jobs.saveArtifact(id, 1, { path: join(folder, "x") }))).toMatchObject({
      code,
    });
    expect(await readdir(folder)).toEqual([]);
    strike();
    const again = { ...plainJob(platform), name, file: BIG };
    expect(await rejection(saagie.jobs.createOrUpgrade(project.id, again))).toMatchObject({ code });
    expect((await saagie.jobs.get(id)).versions).toHaveLength(1);
  });

  test("is told from a package that is a page", async () => {
    const { id } = await makeJob(platform, { file: { name: "report.html", content: page } });
    platform.emulator.faults.add({
      ...strikes,
      status: 200,
      body: page,
      headers: { "content-type": "text/html" },
    });
    const { stream } = await saagie.jobs.openArtifact(id, 1);
    expect(await new Response(stream).text()).toBe(page);
  });
});

test("a stream of a file that is not there fails, and does not end the program", async () => {
  const project = await platform.project();
  // Look-ups come first: by then it has failed.
  const file = { name: "script.py", content: createReadStream("/no/such/script.py") };
  const error = await rejection(saagie.jobs.create({ name: project.name }, { ...plainJob(platform), file }));
  expect(error).toMatchObject({ code: "TRANSFER", message: expect.stringContaining("ENOENT") as string });
});

test("a package can be given as a stream of a file", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "script.py"), BYTES);
  const content = createReadStream(join(folder, "script.py"));
  const { id } = await makeJob(platform, { file: { name: "script.py", content } });
  const { stream } = await saagie.jobs.openArtifact(id, 1);
  expect(Buffer.from(await new Response(stream).arrayBuffer()).equals(BYTES)).toBe(true);
});

describe("a download that is aborted", () => {
  test("leaves nothing", async () => {
    const { id } = await makeJob(platform, { file: BIG });
    const folder = await temporaryFolder();
    const reason = new Error("enough");
    const controller = new AbortController();
    const error = await rejection(
      saagie.jobs.saveArtifact(id, 1, {
        path: join(folder, "saved.bin"),
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      }),
    );
    expect(error).toBe(reason);
    await allTidiedUp();
    expect(await readdir(folder)).toEqual([]);
  });

  test("ends a stream that is read after the abort", async () => {
    const { id } = await makeJob(platform, { file: BIG });
    const reason = new Error("enough");
    const controller = new AbortController();
    const { stream } = await saagie.jobs.openArtifact(id, 1, { signal: controller.signal });
    const reader = stream.getReader();
    expect((await reader.read()).done).toBe(false);
    controller.abort(reason);
    expect(await rejection(reader.read())).toBe(reason);
    await idle();
  });
});

describe("over a socket, with the client's own transport", () => {
  /** A client that reaches an emulator by a socket, and a job with a package. */
  async function overSocket(): Promise<{
    readonly own: TestPlatform;
    readonly saagie: Saagie;
    readonly job: string;
  }> {
    const own = emulatedPlatform();
    onTestFinished(() => own.close());
    const { url } = await own.emulator.listen({ port: 0 });
    const { realm, user, password, clock } = own.emulator;
    const { id } = await makeJob(own, { file: BIG });
    return { own, saagie: new Saagie({ url, platform: 1, realm, user, password, clock }), job: id };
  }

  test("a package goes up and comes down whole, and a torn one leaves nothing", async () => {
    const { own, saagie: client, job } = await overSocket();
    const folder = await temporaryFolder();
    await writeFile(join(folder, "up.bin"), BYTES);
    await client.jobs.upgrade(job, { file: join(folder, "up.bin") });
    await client.jobs.saveArtifact(job, 2, { path: join(folder, "down.bin") });
    expect((await readFile(join(folder, "down.bin"))).equals(BYTES)).toBe(true);
    own.emulator.faults.add({ match: { operation: "downloadArtifact" }, tear: 70_000 });
    const error = await rejection(client.jobs.saveArtifact(job, 2, { path: join(folder, "torn.bin") }));
    expect(isFootbridgeError(error)).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(["down.bin", "up.bin"]);
  });

  test("a package that is not wanted after all is let go, unread or half read", async () => {
    const { saagie: client, job } = await overSocket();
    await client.jobs.upgrade(job, { file: SCRIPT });
    for (const version of [1, 2]) {
      const unread = await client.jobs.openArtifact(job, version);
      await unread.stream.cancel();
      const half = (await client.jobs.openArtifact(job, version)).stream.getReader();
      await half.read();
      await half.cancel();
    }
    await idle();
    expect(await new Response((await client.jobs.openArtifact(job, 2)).stream).text()).toBe(SCRIPT.content);
  });

  test("packages that differ in size are told apart without being read", async () => {
    const { own, saagie: client, job } = await overSocket();
    const { id: project } = await own.project();
    const { name } = await client.jobs.get(job);
    const definition = { name, technology: "Python" };
    for (const content of ["1", "22", "333"]) {
      const result = await client.jobs.createOrUpgrade(project, {
        ...definition,
        file: { name: "x.py", content },
      });
      expect(result.action).toBe("upgraded");
    }
    await idle();
  });
});
