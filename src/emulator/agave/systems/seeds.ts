import type { JsonObject } from "../wire/values.ts";
import type { TenantWorld } from "../world.ts";
import { readSystem } from "./definition.ts";
import { register, type Registry } from "./registration.ts";

const PASSWORD_LOGIN = { type: "PASSWORD", username: "service", password: "service-password" };

const storage = (more: JsonObject): JsonObject => ({
  host: "storage.example.com",
  port: 22,
  protocol: "SFTP",
  auth: PASSWORD_LOGIN,
  ...more,
});

const QUEUES: readonly JsonObject[] = [
  {
    name: "normal",
    default: true,
    maxJobs: 100,
    maxUserJobs: 10,
    maxNodes: 16,
    maxProcessorsPerNode: 16,
    maxMemoryPerNode: "64GB",
    maxRequestedTime: "48:00:00",
  },
  {
    name: "debug",
    maxJobs: 100,
    maxUserJobs: 10,
    maxNodes: 1,
    maxProcessorsPerNode: 1,
    maxMemoryPerNode: "1GB",
    maxRequestedTime: "24:00:00",
  },
];

/** The systems of a tenant at the beginning: storage and execution for all, and a storage of the first user. */
export function seedSystems(
  world: TenantWorld,
  registry: Registry,
  { user, admin }: { readonly user: string; readonly admin: string },
): void {
  const add = (owner: string, body: JsonObject) => register(readSystem(body), { owner, world, registry });
  const data = add(admin, {
    id: "data",
    name: "Community data",
    description: "Files of everybody",
    type: "STORAGE",
    storage: storage({ rootDir: "/", homeDir: "/" }),
  });
  const hpc = add(admin, {
    id: "hpc",
    name: "Community cluster",
    type: "EXECUTION",
    executionType: "HPC",
    scheduler: "SLURM",
    scratchDir: "/scratch",
    queues: QUEUES,
    storage: storage({ host: "hpc.example.com", rootDir: "/", homeDir: "/home" }),
    login: { host: "hpc.example.com", port: 22, protocol: "SSH", auth: PASSWORD_LOGIN },
  });
  // On the public storage everybody has a folder of their own.
  for (const username of world.profiles.keys()) world.trees.get(data.id)?.makeFolder(`/${username}`);
  for (const system of [data, hpc]) Object.assign(system, { public: true, globalDefault: true });
  add(user, {
    id: `${user}.storage`.replace(/[^0-9A-Za-z.-]/g, "-"),
    name: "Own storage",
    type: "STORAGE",
    storage: storage({ rootDir: "/", homeDir: `/home/${user}` }),
  });
}
