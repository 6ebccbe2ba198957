import { fileURLToPath } from "node:url";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { loadPlugin } from "./src/codegen/plugins/load-plugin.ts";
import { platformOutputs } from "./src/codegen/plugins/platform-outputs.ts";
import type { InputFilesOptions } from "./src/codegen/inputs/write-inputs.ts";

const text = { input: "string", output: "string" };
const number = { input: "number", output: "number" };

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
      _FieldSet: text,
      Email: text,
      URL: text,
      Long: number,
      LenientInt: number,
      LenientFloat: number,
      LenientBoolean: { input: "boolean", output: "boolean" },
      JSON: { input: "unknown", output: "unknown" },
      Upload: { input: "File | Blob", output: "never" },
      Stream: {
        input: "never",
        output:
          "{ readonly stream: ReadableStream<Uint8Array>; readonly size: number | undefined; readonly contentType: string | undefined; readonly offset: number; readonly total: number | undefined; readonly validator: string | undefined }",
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
      PIPELINE: {
        name: "PipelineReference",
        type: "string | URL | { readonly id: string } | { readonly project: ProjectReference; readonly name: string } | { readonly project: ProjectReference; readonly alias: string }",
        description:
          "Names a pipeline: by its id, its name or alias within a project, or a URL pasted from the browser.",
      },
      PIPELINE_INSTANCE: {
        name: "PipelineInstanceReference",
        type: "string | { readonly id: string }",
        description: "Names a run of a pipeline: by its id.",
      },
      APP: {
        name: "AppReference",
        type: "string | URL | { readonly id: string } | { readonly project: ProjectReference; readonly name: string }",
        description: "Names an app: by its id, its name within a project, or a URL pasted from the browser.",
      },
      STORAGE: {
        name: "StorageReference",
        type: "string | { readonly id: string } | { readonly project: ProjectReference; readonly name: string }",
        description: "Names a storage: by its id, or its name within a project.",
      },
      ENVIRONMENT_VARIABLE: {
        name: "EnvironmentVariableReference",
        type: 'string | { readonly id: string } | { readonly scope: "GLOBAL"; readonly name: string } | { readonly project: ProjectReference; readonly name: string } | { readonly pipeline: PipelineReference; readonly name: string } | { readonly app: AppReference; readonly name: string }',
        description:
          "Names an environment variable: by its id, or its name and its owner. Only the owner's own variables are looked at, not inherited ones.",
      },
      DOCKER_CREDENTIALS: {
        name: "DockerCredentialsReference",
        type: "string | { readonly id: string } | { readonly username: string; readonly registry?: string | null }",
        description:
          "Names Docker credentials of a project: by their id, or by user name and registry. Without a registry: those of Docker Hub.",
      },
      TECHNOLOGY: {
        name: "TechnologyReference",
        type: "string",
        description: "Names a technology of the catalogue: by its id.",
      },
      REPOSITORY: {
        name: "RepositoryReference",
        type: "string | { readonly id: string } | { readonly name: string }",
        description: "Names a repository of the catalogue: by its id, or its name.",
      },
      AGAVE_APP: {
        name: "AgaveAppReference",
        type: "string | { readonly id: string }",
        description: "Names an app: by its id, or its name, which stands for its newest version.",
      },
      AGAVE_SYSTEM: {
        name: "AgaveSystemReference",
        type: "string | { readonly id: string }",
        description:
          "Names a system: by its id, or its name, where that has a blank or another character that no id has.",
      },
    },
  }),
});

const config: CodegenConfig = configFor(fileURLToPath(new URL(".", import.meta.url)));

export default config;

/** The clients whose methods check what they are given, and what these check themselves, in words of their own. */
export const clients: Pick<InputFilesOptions, "clients" | "opaque"> = {
  clients: [
    { platform: "saagie", module: "src/saagie/saagie.ts", className: "Saagie", services: true },
    { platform: "agave", module: "src/agave/agave.ts", className: "Agave", services: true },
    {
      platform: "descartes",
      module: "src/descartes/storage.ts",
      className: "DescartesStorage",
      services: false,
    },
  ],
  opaque: ["UploadContent"],
};
