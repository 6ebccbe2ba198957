import { seedFile } from "../files/seeds.ts";
import type { Services } from "../services.ts";
import type { JsonObject } from "../wire/values.ts";
import type { TenantWorld } from "../world.ts";
import { readApp } from "./definition.ts";
import { registerApp } from "./registration.ts";

const WRAPPER = `# Counts the words of a file.
mkdir -p wc_out
wc \${cli_opts} "\${input1}" > wc_out/output.txt
`;

const definition = (more: JsonObject): JsonObject => ({
  executionSystem: "hpc",
  deploymentSystem: "data",
  templatePath: "wrapper.sh",
  testPath: "test.sh",
  executionType: "CLI",
  parallelism: "SERIAL",
  shortDescription: "Counts words",
  tags: ["text"],
  inputs: [{ id: "input1", value: { required: true }, details: { label: "Text file" } }],
  parameters: [{ id: "cli_opts", value: { type: "string", default: "", required: false } }],
  outputs: [{ id: "output1", value: { default: "wc_out/output.txt" } }],
  ...more,
});

/** The apps of a tenant at the beginning: one of the first user, and one for all. */
export function seedApps(
  world: TenantWorld,
  services: Pick<Services, "ids" | "clock">,
  { user, admin }: { readonly user: string; readonly admin: string },
): void {
  const add = (owner: string, name: string, publicId?: string): void => {
    const deploymentPath = `/${owner}/applications/${name}-1.0.0`;
    seedFile(world, `${deploymentPath}/wrapper.sh`, WRAPPER);
    seedFile(world, `${deploymentPath}/test.sh`, "sh wrapper.sh\n");
    const app = readApp(definition({ name, version: "1.0.0", deploymentPath }));
    registerApp(
      { ...app, deploymentSystem: "data" },
      { services, world, owner, ...(publicId !== undefined && { publicId }) },
    );
  };
  add(user, "wc");
  add(admin, "public-wc", "public-wc-1.0.0u1");
}
