import { fileURLToPath } from "node:url";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { loadPlugin } from "./src/codegen/plugins/load-plugin.ts";
import { platformOutputs } from "./src/codegen/plugins/platform-outputs.ts";

const text = { input: "string", output: "string" };

/** Configures codegen for a project folder with `schema` and `operations` in it. */
export const configFor = (directory: string): CodegenConfig => ({
  pluginLoader: loadPlugin,
  generates: platformOutputs({
    directory,
    scalars: {
      UUID: text,
      DateTime: text,
      Instant: text,
      Cron: text,
      TimeZone: text,
      DataSize: text,
      Email: text,
      URL: text,
      Long: { input: "number", output: "number" },
      Upload: { input: "File | Blob", output: "never" },
      Stream: {
        input: "never",
        output:
          "{ readonly stream: ReadableStream<Uint8Array>; readonly size: number | undefined; readonly contentType: string | undefined }",
      },
    },
    references: {
      PROJECT: {
        name: "ProjectReference",
        type: "string | URL | { readonly id: string } | { readonly name: string }",
        description: "Names a project: by its id, its exact name, or a URL pasted from the browser.",
      },
      JOB: {
        name: "JobReference",
        type: "string | URL | { readonly id: string } | { readonly project: ProjectReference; readonly name: string } | { readonly project: ProjectReference; readonly alias: string }",
        description:
          "Names a job: by its id, its name or alias within a project, or a URL pasted from the browser.",
      },
      JOB_INSTANCE: {
        name: "JobInstanceReference",
        type: "string | URL | { readonly id: string }",
        description: "Names a run of a job: by its id, or a URL pasted from the browser.",
      },
      TECHNOLOGY: {
        name: "TechnologyReference",
        type: "string",
        description: "Names a technology of the catalogue: by its id.",
      },
    },
  }),
});

const config: CodegenConfig = configFor(fileURLToPath(new URL(".", import.meta.url)));

export default config;
