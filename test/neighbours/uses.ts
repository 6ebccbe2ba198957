import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { DescartesStorage } from "../../src/descartes/index.ts";
import type { Saagie } from "../../src/saagie/index.ts";

/** A program of every kind of traffic: log-in, reads, a write, an upload and a download; nothing of it may go astray. */
export async function useSaagie(saagie: Saagie): Promise<void> {
  const project = await saagie.projects.ensure({ name: `P${randomBytes(4).toString("hex")}` });
  const script = `print("${"ü".repeat(150_000)}")`;
  const job = await saagie.jobs.create(project.id, {
    name: "Neighbour",
    technology: "Python",
    commandLine: "python {file}",
    file: { name: "main.py", content: script },
  });
  expect((await saagie.jobs.get(job.id)).name).toBe("Neighbour");
  const artifact = await saagie.jobs.openArtifact(job.id, 1);
  expect(await new Response(artifact.stream).text()).toBe(script);
}

/** The same on Descartes Labs Storage, signed URLs of the store included. */
export async function useStorage(storage: DescartesStorage): Promise<void> {
  const bytes = new Uint8Array(randomBytes(700_000));
  await storage.set("a/key", bytes);
  expect(Buffer.compare(await storage.getBytes("a/key"), bytes)).toBe(0);
  await storage.delete("a/key");
}
