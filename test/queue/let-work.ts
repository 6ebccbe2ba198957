import { setTimeout as sleep } from "node:timers/promises";
import type { Claims } from "../package/claims.ts";
import type { Postgres } from "./postgres.ts";
import { startWorker, type Platform, type Start } from "./processes.ts";

const LONGEST_MS = 240_000;
const MOST_BYTES = 600_000_000;

/** What the workers need, and who counts what is found. */
interface Services {
  readonly postgres: Postgres;
  readonly platform: Platform;
  readonly claims: Claims;
}

/** Lets three workers wait, kills one of them in the middle, and judges what is reported. */
export async function letWork(
  start: Start,
  { postgres, platform, claims: { claim } }: Services,
): Promise<void> {
  const { length: runs } = platform.runs;
  await postgres.query(WATCHED);
  const begun = Date.now();
  const [victim, ...workers] = [startWorker(start), startWorker(start), startWorker(start)];
  const reported = async (): Promise<number> => count(postgres, "FROM reports");
  await until(async () => (await reported()) >= runs / 3, LONGEST_MS);
  const killedAt = await reported();
  await victim.kill();
  await until(async () => (await reported()) > runs, LONGEST_MS);
  const seconds = (Date.now() - begun) / 1000;

  const [reports, writes, failed] = [
    await reported(),
    await count(postgres, "FROM writes"),
    await count(postgres, "FROM reports WHERE status = 'FAILED'"),
  ];
  claim(`all ${runs + 1} runs are reported: ${reports}`, reports === runs + 1);
  claim(`each once: ${writes} rows were ever written`, writes === runs + 1);
  claim(`with the status they ended in: ${failed} failed`, failed === runs / 10);
  const early = await count(
    postgres,
    "FROM reports WHERE ended_at IS NULL OR reported_at < ended_at - interval '1 s'",
  );
  // Two clocks: the emulator's never goes back, the database's is the machine's, which may be set back.
  claim("none before its end", early === 0, `${early} were`);
  const lapsed = await count(postgres, "FROM (SELECT DISTINCT id FROM lapsed) AS each");
  claim(`the killed worker, after ${killedAt} reports, left ${lapsed} waits, which others took`, lapsed > 0);
  const open = await count(postgres, "FROM pgboss.job WHERE name = 'saagie-runs' AND state <> 'completed'");
  claim("no wait is left in the queue", open === 0, `${open} are`);

  const { requests, reads } = await platform.count();
  const perRun = requests / runs;
  claim(
    `${requests} requests to the platform, ${perRun.toFixed(2)} a run; ${reads} asked for runs`,
    perRun < 1,
  );
  for (const [whose, condition] of LATENCIES_OF) {
    const [[half = "", most = "", last = ""] = []] = await postgres.query(latenciesOf(condition));
    const within = `half within ${half} s, 95 % within ${most} s, all within ${last} s`;
    claim(`from the end of a run to its report, ${whose}: ${within}`, Number(last) < 60);
  }
  const peaks = workers.map((worker) => worker.peakBytes());
  const told = peaks.map((bytes) => `${Math.round(bytes / 1e6)} MB`).join(" and ");
  claim(`the workers took ${told}`, Math.max(...peaks) < MOST_BYTES);
  claim(`it took ${seconds.toFixed(0)} s`, seconds * 1000 < LONGEST_MS);

  const codes = await Promise.all(workers.map((worker) => worker.end()));
  claim(
    "the workers end when they are asked to",
    codes.every((code) => code === 0),
    codes.join(),
  );
  const said = [victim, ...workers].map((worker) => worker.said()).join("");
  claim("and had nothing to complain of", said === "", said.slice(0, 2000));
}

/** Every row that is ever written to the reports, and every wait that the queue takes back from a worker. */
const WATCHED = `
  CREATE TABLE writes (run_id uuid);
  CREATE TABLE lapsed (id uuid);
  CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO writes VALUES (NEW.run_id); RETURN NEW; END';
  CREATE FUNCTION note_lapse() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO lapsed VALUES (NEW.id); RETURN NEW; END';
  CREATE TRIGGER noted AFTER INSERT OR UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION note_write();
  CREATE TRIGGER noted AFTER INSERT OR UPDATE ON pgboss.job FOR EACH ROW
    WHEN (NEW.output::text LIKE '%timed out%' AND NEW.state = 'retry') EXECUTE FUNCTION note_lapse();
`;

/** The waits that one worker had to its end or gave back, and those that the killed one left. */
const LATENCIES_OF = [
  ["waits that nobody left", "run_id NOT IN (SELECT id FROM lapsed)"],
  ["waits of the killed worker", "run_id IN (SELECT id FROM lapsed)"],
] as const;

function latenciesOf(condition: string): string {
  const late = [0.5, 0.95, 1].map(
    (share) => `round(percentile_cont(${share}) WITHIN GROUP (ORDER BY late)::numeric, 1)`,
  );
  return `SELECT ${late.join(", ")}
    FROM (SELECT extract(epoch FROM reported_at - ended_at) AS late FROM reports WHERE ${condition}) AS each`;
}

async function count(postgres: Postgres, from: string): Promise<number> {
  return Number((await postgres.query(`SELECT count(*) ${from}`))[0]?.[0]);
}

/** Looks every half second, until the time is over. */
async function until(holds: () => Promise<boolean>, mostMs: number): Promise<void> {
  for (const begun = Date.now(); !(await holds());) {
    if (Date.now() - begun > mostMs) return;
    await sleep(500);
  }
}
