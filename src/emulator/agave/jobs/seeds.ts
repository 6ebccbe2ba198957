import { seedFile } from "../files/seeds.ts";
import type { Services } from "../services.ts";
import { agaveUuid } from "../wire/history.ts";
import type { TenantWorld } from "../world.ts";
import type { JobRecord } from "./records.ts";

const HOUR_MS = 3_600_000;

/** Two jobs of the first user that are over, with their outputs in the archive. */
export function seedJobs(
  world: TenantWorld,
  { ids, clock }: Pick<Services, "ids" | "clock">,
  user: string,
): void {
  for (const [index, name] of ["first-count", "second-count"].entries()) {
    const id = agaveUuid(ids, "007");
    const created = clock.now() - (3 - index) * HOUR_MS;
    const archivePath = `${user}/archive/jobs/job-${id}`;
    const job: JobRecord = {
      id,
      name,
      owner: user,
      appId: "wc-1.0.0",
      executionSystem: "hpc",
      batchQueue: "normal",
      nodeCount: 1,
      processorsPerNode: 1,
      memoryPerNode: 1,
      maxRunTime: "01:00:00",
      archive: true,
      archiveSystem: "data",
      archivePath,
      inputs: { input1: [`agave://data//${user}/words.txt`] },
      parameters: { cli_opts: "-w" },
      created,
      submitTime: created,
      lastUpdated: created + 60_000,
      status: "FINISHED",
      retries: 0,
      localId: String(1000 + index),
      outputPath: `/scratch/${user}/job-${id}`,
      startTime: created + 10_000,
      endTime: created + 50_000,
      message: null,
      isVisible: true,
      isArchived: true,
      pems: {},
      history: historyOf(ids, created, user),
    };
    world.jobs.set(id, job);
    seedFile(world, `/${archivePath}/wc_out/output.txt`, "3 words.txt\n");
  }
  seedFile(world, `/${user}/words.txt`, "one two three\n");
}

function historyOf(ids: Services["ids"], created: number, createdBy: string): JobRecord["history"] {
  return ["PENDING", "RUNNING", "FINISHED"].map((status, step) => ({
    uuid: agaveUuid(ids, "028"),
    status,
    created: created + step * 25_000,
    createdBy,
    description: `Job ${status.toLowerCase()}`,
  }));
}
