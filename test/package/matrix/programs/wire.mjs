// What any runtime with Node's modules does over a real wire: <runtime> wire.mjs <places as JSON>. One line for each claim.
import { createHash } from "node:crypto";
import {
  appendFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Agave } from "footbridge/agave";
import { folderArchive, memoryArchive, zipArchive } from "footbridge/archive";
import { DescartesStorage } from "footbridge/descartes";
import { Saagie } from "footbridge/saagie";

const places = JSON.parse(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), "footbridge-wire-"));
const name = `Sales ${crypto.randomUUID()}`;
const MEGABYTE = 1_000_000;

const saagie = new Saagie(places.saagie);
const storage = new DescartesStorage(places.descartes);
const agave = new Agave(places.agave);

async function claim(what, work) {
  const told = await work().then(
    (holds) => (holds === true ? "" : `answered ${String(holds)}`),
    (error) => error.stack,
  );
  console.log(JSON.stringify({ what, holds: told === "", told }));
}

function megabytes(count) {
  const bytes = new Uint8Array(count * MEGABYTE);
  for (let at = 0; at < bytes.length; at += 4096) bytes[at] = (at / 4096) % 251;
  return bytes;
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function peakOf(work) {
  let peak = 0;
  const before = process.memoryUsage.rss();
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() - before)), 5);
  await work();
  clearInterval(timer);
  return peak;
}

const script = join(folder, "report.sh");
writeFileSync(script, "echo 12\n");
const big = join(folder, "big.bin");
const content = megabytes(50);
writeFileSync(big, content);
const sum = sha256(content);
const definition = { name: "Report", technology: "Bash", commandLine: "sh {file}", file: script };

await claim("creates a job and uploads its package from the disk", async () => {
  await saagie.projects.ensure({ name });
  const { action } = await saagie.jobs.createOrUpgrade(name, definition);
  return action === "created";
});
await claim("uploads a package from a stream of 5 MB", async () => {
  const file = { name: "large.bin", content: createReadStream(big, { end: 5 * MEGABYTE - 1 }) };
  await saagie.jobs.upgrade({ project: name, name: "Report" }, { file, commandLine: "sh {file}" });
  const path = await saagie.jobs.saveArtifact({ project: name, name: "Report" }, 2, {
    path: join(folder, "saved"),
  });
  return (await stat(path)).size === 5 * MEGABYTE;
});
await claim("runs it, waits and reads its log", async () => {
  const statuses = [];
  const run = await saagie.jobs.runAndWait(
    { project: name, name: "Report" },
    { onStatus: (one) => statuses.push(one) },
  );
  const lines = [];
  for await (const { value } of saagie.jobs.logs(run.id)) lines.push(value);
  return statuses.at(-1) === "SUCCEEDED" && lines.length > 0;
});
await claim("ends a wait when it is told to, and the run with it", async () => {
  const { id } = await saagie.jobs.create(name, { ...definition, name: "Endless" });
  const stop = new AbortController();
  const onStatus = () => stop.abort(new Error("enough"));
  const wait = saagie.jobs.runAndWait(id, { signal: stop.signal, stopOnAbort: true, onStatus });
  return wait.then(
    () => "ended",
    ({ message }) => message === "enough" || message,
  );
});
await claim("gets errors with their codes", async () => {
  const error = await saagie.jobs.get(crypto.randomUUID()).catch((one) => one);
  const nowhere = new Saagie({ ...places.saagie, url: "http://127.0.0.1:9", retry: { attempts: 1 } });
  const refused = await nowhere.projects.list().catch((one) => one);
  return (
    (error.code === "NOT_FOUND" && refused.code === "CONNECTION") ||
    `${error.code}, ${refused.code}: ${refused.stack}`
  );
});
await claim("repeats a read whose answer breaks off", async () => {
  const { url, key } = places.controls.saagie;
  for (const fault of [{ reset: "before" }, { tear: 20 }, { status: 503 }]) {
    const headers = { authorization: `Bearer ${key}` };
    await fetch(`${url}/faults`, { method: "POST", headers, body: JSON.stringify({ ...fault, times: 1 }) });
    await saagie.jobs.list(name);
  }
  return true;
});
await claim("exports to memory, a folder and a zip, and imports them", async () => {
  const archives = [
    memoryArchive(),
    folderArchive(join(folder, "export")),
    zipArchive(join(folder, "export.zip")),
  ];
  for (const [at, archive] of archives.entries()) {
    await saagie.projects.export(name, archive);
    await archive.close?.();
    await saagie.projects.import(archive, { name: `${name} ${at}` });
    if ((await saagie.jobs.list(`${name} ${at}`)).length !== 2) return archive.location;
  }
  return true;
});
await claim("stores a stream of 50 MB and reads it back as one", async () => {
  await storage.set("big", createReadStream(big));
  const { stream } = await storage.getStream("big");
  await pipeline(Readable.fromWeb(stream), createWriteStream(join(folder, "again")));
  return sha256(await readFile(join(folder, "again"))) === sum;
});
await claim("stores a file of 200 MB and saves it, never holding it whole", async () => {
  const larger = join(folder, "larger.bin");
  for (let part = 0; part < 4; part += 1) appendFileSync(larger, content);
  const peak = await peakOf(async () => {
    await storage.setFile("larger", larger);
    await storage.getFile("larger", join(folder, "saved.bin"));
  });
  const { size } = await stat(join(folder, "saved.bin"));
  return (size === 200 * MEGABYTE && peak < 170 * MEGABYTE) || `${size} bytes, in ${peak} of memory`;
});
await claim("uploads a file to Agave, and downloads it", async () => {
  await agave.files.upload(big, "agave://ann.storage/big.bin", { wait: true });
  const { length } = await agave.files.stat("agave://ann.storage/big.bin");
  await agave.files.download("agave://ann.storage/big.bin", join(folder, "of-agave"));
  return length === content.length && sha256(await readFile(join(folder, "of-agave"))) === sum;
});
await claim("keeps Agave's session on the disk", async () => {
  await agave.profiles.me();
  await agave.save({ cacheDir: join(folder, "session"), clientName: "wire" });
  const { mode } = await stat(join(folder, "session/current"));
  return (mode & 0o777) === 0o600 || mode.toString(8);
});
await claim("leaves nothing behind", async () => {
  rmSync(folder, { recursive: true, force: true });
  return !existsSync(folder);
});
