import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A PostgreSQL of one's own, behind a socket file. */
export interface Postgres {
  readonly url: string;
  /** Runs a statement, and hands back its rows, each as its columns. */
  query(statement: string): Promise<readonly (readonly string[])[]>;
  stop(): Promise<void>;
}

/** Whom PostgreSQL is run by where the tests are root, whom it refuses. */
const NOBODY = { uid: 65_534, gid: 65_534 } as const;

const DEBIAN = "/usr/lib/postgresql";

/** Makes a database in a folder, and starts it. @throws Error when PostgreSQL is not installed, or does not start */
export async function startPostgres(root: string): Promise<Postgres> {
  const owner = process.getuid?.() === 0 ? NOBODY : undefined;
  const folder = join(root, "postgres");
  mkdirSync(folder);
  if (owner !== undefined) {
    chmodSync(root, 0o755);
    chownSync(folder, owner.uid, owner.gid);
  }
  const run = async (command: readonly string[]): Promise<string> => {
    const [program = "", ...args] = command;
    const child = spawn(program, args, { cwd: folder, ...owner, stdio: ["ignore", "pipe", "pipe"] });
    const told: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => told.push(text));
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${command.join(" ")}\n${told.join("")}`);
    return told.join("");
  };
  const programs = programsFolder();
  const data = join(folder, "data");
  await run([join(programs, "initdb"), "--pgdata", data, "--auth", "trust", "--username", "tester"]);
  // What is killed here are workers, never the database: it need not wait for the disk.
  const settings = `-k ${folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off`;
  const control = [join(programs, "pg_ctl"), "--pgdata", data, "--wait", "--silent"];
  await run([...control, "--log", join(folder, "log"), "--options", settings, "start"]);
  const url = `postgresql://tester@/postgres?host=${encodeURIComponent(folder)}`;
  return {
    url,
    query: async (statement) => {
      const psql = [
        join(programs, "psql"),
        "--no-psqlrc",
        "--tuples-only",
        "--no-align",
        "--field-separator",
        "\t",
      ];
      const text = await run([...psql, "--set", "ON_ERROR_STOP=1", "--command", statement, url]);
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split("\t"));
    },
    stop: async () => {
      await run([...control, "--mode", "fast", "stop"]);
    },
  };
}

/** Where Debian has them; elsewhere they are on the path. */
function programsFolder(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const newest = versions.toSorted((one, other) => Number(one) - Number(other)).at(-1);
  return newest === undefined ? "" : join(DEBIAN, newest, "bin");
}
