import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { Saagie } from "../../../../src/saagie/index.ts";
import { RemoteFile } from "../../../../src/saagie/bundle/export/remote-file.ts";
import { rejection } from "../../support/things.ts";
import { journals } from "../support/archives.ts";
import { bundlePlatform, ownPlatform, script } from "../support/sample-jobs.ts";

const MIB = 1024 * 1024;
const platform = bundlePlatform();
const { saagie, emulator } = platform;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A project with a package of 8 MiB in it. */
async function bigProject(): Promise<string> {
  const { id } = await platform.makeProject();
  const content = new Blob([Uint8Array.from({ length: 8 * MIB }, (_, at) => at % 251)]);
  await saagie.jobs.create(id, {
    name: "Big",
    technology: "Bash",
    commandLine: "x",
    file: { name: "big.bin?:", content },
  });
  await saagie.jobs.create(id, {
    name: "Small",
    technology: "Bash",
    commandLine: "x",
    file: script("s.sh", "s"),
  });
  return id;
}

test("a large package is read while it is sent, and never held as a whole", async () => {
  const id = await bigProject();
  const other = ownPlatform();
  const read = vi.spyOn(RemoteFile.prototype, "stream");
  const whole = vi.spyOn(RemoteFile.prototype, "arrayBuffer");
  const { projectId } = await saagie.projects.copyTo(id, other.saagie, { name: "Copy" });
  expect(read).toHaveBeenCalledTimes(1);
  expect(whole).not.toHaveBeenCalled();
  const { stream } = await other.saagie.jobs.openArtifact({ project: projectId, name: "Big" }, 1);
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  expect(bytes.byteLength).toBe(8 * MIB);
  expect(bytes.every((byte, at) => byte === at % 251)).toBe(true);
  const again = await saagie.projects.copyTo(id, other.saagie, { name: "Copy" });
  expect(new Set(again.steps.map(({ action }) => action))).toEqual(new Set(["unchanged"]));
});

test("a large package is copied over connections of one's own", async () => {
  const id = await bigProject();
  const other = ownPlatform();
  const { url, close } = await other.emulator.listen({ port: 0 });
  onTestFinished(() => close());
  const { realm, platform: number, user, password, clock } = other.emulator;
  const target = new Saagie({ url, realm, platform: number, user, password, clock, allowInsecureHttp: true });
  const { projectId } = await saagie.projects.copyTo(id, target, { name: "Copy" });
  const { stream } = await other.saagie.jobs.openArtifact({ project: projectId, name: "Big" }, 1);
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  expect(bytes.byteLength).toBe(8 * MIB);
  expect(bytes.every((byte, at) => byte === at % 251)).toBe(true);
});

test("slices of a remote file are read one after the other, and anew from anywhere", async () => {
  let opened = 0;
  const file = new RemoteFile("a", 10, async () => {
    opened += 1;
    return new Blob(["0123456789"]).stream();
  });
  const text = async (start: number, end: number): Promise<string> =>
    new TextDecoder().decode(await file.slice(start, end).arrayBuffer());
  expect(await Promise.all([text(0, 4), text(4, 8), text(8, 12)])).toEqual(["0123", "4567", "89"]);
  expect(opened).toBe(1);
  expect(await text(5, 7)).toBe("56");
  expect(await text(0, 10)).toBe("0123456789");
  expect(opened).toBe(3);
  expect(await file.text()).toBe("0123456789");
});

test("a download that breaks fails the copy, which goes on where it was with a journal kept elsewhere", async () => {
  const id = await bigProject();
  const other = ownPlatform();
  const journal = memoryArchive();
  const options = { name: "Copy", journal, concurrency: 1 };
  emulator.faults.add({ match: { path: /big\.bin/u }, times: 1000, tear: 1000 });
  const error = await rejection(saagie.projects.copyTo(id, other.saagie, options));
  emulator.faults.clear();
  expect(error).toHaveProperty("code");
  expect(await journals(journal)).not.toEqual([]);
  const { projectId } = await saagie.projects.copyTo(id, other.saagie, options);
  expect(await other.saagie.jobs.listMinimal(projectId)).toHaveLength(2);
});

test("a project is copied under another name on its own platform", async () => {
  const id = await bigProject();
  const name = platform.unique("beside");
  const { projectId } = await saagie.projects.copyTo(id, saagie, { name });
  expect(projectId).not.toBe(id);
  expect(await saagie.jobs.listMinimal(projectId)).toHaveLength(2);
});
