import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { inputsHook } from "./src/codegen/inputs/inputs-hook.ts";
import type { InputFilesOptions } from "./src/codegen/inputs/write-inputs.ts";
import type { ReferenceType } from "./src/codegen/plugins/methods/describe-types.ts";
import { checkSyntax, operationFilesIn } from "./src/codegen/plugins/read-operations.ts";
import { emulatorPreset, type EmulatorPresetConfig } from "./src/codegen/presets/emulator-preset.ts";
import { platformPreset, type PlatformPresetConfig } from "./src/codegen/presets/platform-preset.ts";

/** How callers may name what `@names` marks in an operation. */
const references: Readonly<Record<string, ReferenceType>> = {
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
};

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

/** Configures codegen for a project folder with `schema` and `operations` in it. */
export const configFor = (directory: string): CodegenConfig => {
  // From where codegen runs: shorter to tell, and no glob gets characters of somebody's home folder.
  const at = (path: string): string => relative(process.cwd(), join(directory, path)).replaceAll("\\", "/");
  const generates: CodegenConfig["generates"] = {};
  for (const platform of foldersIn(at("operations"))) {
    // Codegen does not say in which of the files a syntax error is.
    checkSyntax(operationFilesIn(at(`operations/${platform}`)));
    generates[`${at(`generated/${platform}`)}/`] = {
      preset: platformPreset,
      documents: at(`operations/${platform}/*.graphql`),
      presetConfig: { directory: at("schema"), platform, references } satisfies PlatformPresetConfig,
    };
    generates[`${at(`generated/emulator/${platform}`)}/`] = {
      preset: emulatorPreset,
      presetConfig: { directory: at("schema"), platform } satisfies EmulatorPresetConfig,
    };
  }
  return {
    // Codegen insists on one. The presets read those of the platforms, each with all its versions, from `schema`.
    schema: "type Query { nothing: Int }",
    config: {
      scalars: {
        UUID: "string",
        DateTime: "string",
        Instant: "string",
        Cron: "string",
        TimeZone: "string",
        DataSize: "string",
        _FieldSet: "string",
        Email: "string",
        URL: "string",
        Long: "number",
        LenientInt: "number",
        LenientFloat: "number",
        LenientBoolean: "boolean",
        JSON: "unknown",
        Upload: { input: "File | Blob", output: "never" },
        Stream: {
          input: "never",
          output:
            "{ readonly stream: ReadableStream<Uint8Array>; readonly size: number | undefined; readonly contentType: string | undefined; readonly offset: number; readonly total: number | undefined; readonly validator: string | undefined }",
        },
      },
    },
    generates,
    hooks: { afterAllFileWrite: inputsHook({ project: directory, ...clients }) },
  };
};

function foldersIn(path: string): readonly string[] {
  if (!existsSync(path)) throw new Error(`there is no folder ${path}`);
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

const config: CodegenConfig = configFor(fileURLToPath(new URL(".", import.meta.url)));

export default config;
