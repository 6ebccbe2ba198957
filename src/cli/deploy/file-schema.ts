/** What is used of JSON Schema, draft 2020-12. */
export interface FileSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, FileSchema>>;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly items?: FileSchema;
  readonly properties?: Readonly<Record<string, FileSchema>>;
  readonly additionalProperties?: false | FileSchema;
  readonly required?: readonly string[];
}

/** The types that values of a file have. */
export type SchemaType = "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";

const text = (description: string): FileSchema => ({ type: "string", description });
const name = (description: string): FileSchema => ({ type: "string", minLength: 1, description });
const flag = (description: string): FileSchema => ({ type: "boolean", description });
const texts = (description: string): FileSchema => ({
  type: "array",
  items: { type: "string" },
  description,
});
const byName = (of: string, description: string): FileSchema => ({
  type: "object",
  additionalProperties: { $ref: `#/$defs/${of}` },
  description,
});
const object = (
  properties: Readonly<Record<string, FileSchema>>,
  more: Omit<FileSchema, "type" | "properties" | "additionalProperties"> = {},
): FileSchema => ({ type: "object", properties, additionalProperties: false, ...more });

const ALIAS = text("Letters, digits and underscores, unique in the project.");
const SCHEDULE = {
  schedule: text("When it runs by itself: minute, hour, day of month, month, day of week."),
  timezone: text("IANA name of the time zone of the schedule. Default: UTC."),
  scheduled: flag("Whether the schedule is in force. Default: true where there is one."),
};
const VERSION = {
  releaseNote: text("What is new in this version."),
  sourceUrl: text("An http(s) URL where its source can be seen."),
};
const ALERTS: FileSchema = { $ref: "#/$defs/alerts" };
const VARIABLES = byName("variable", "Environment variables, by name.");

/**
 * The JSON schema of a project in one file, `footbridge.yaml`: what editors know, and what `footbridge deploy` checks a file
 * by.
 */
export const FILE_SCHEMA: FileSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A project of Saagie, for footbridge deploy",
  ...object(
    {
      project: name("The name of the project; one that does not exist is made."),
      description: text("What the project is for."),
      rights: {
        type: "object",
        additionalProperties: { type: "string", enum: ["VIEWER", "EDITOR", "MANAGER"] },
        description: "The rights of groups, by group. Absent: they stay as they are.",
      },
      variables: VARIABLES,
      dockerCredentials: {
        type: "array",
        items: object(
          {
            username: name("User of the registry."),
            registry: text("Host of the registry. Default: Docker Hub."),
          },
          { required: ["username"] },
        ),
        description: "Docker credentials. Passwords are secrets: they are in no file.",
      },
      storages: byName("storage", "Storages, by name."),
      jobs: byName("job", "Jobs, by name."),
      pipelines: byName("pipeline", "Pipelines, by name."),
      apps: byName("app", "Apps, by name."),
    },
    { required: ["project"] },
  ),
  $defs: {
    variable: {
      type: ["string", "number", "boolean", "object"],
      properties: {
        value: { type: ["string", "number", "boolean"], description: "Its value; of a secret, none." },
        secret: flag(
          "A password: its value is taken from an environment variable of the same name, or --secrets.",
        ),
        description: text("What it is for."),
      },
      additionalProperties: false,
      description: "The value, or an object with more.",
    },
    storage: object(
      { size: name("With its unit, e.g. 1 GB."), description: text("What it is for.") },
      { required: ["size"] },
    ),
    alerts: object(
      {
        emails: texts("Addresses that are told."),
        logins: texts("Users who are told."),
        on: texts("The statuses that they are told of, e.g. FAILED."),
      },
      { required: ["on"], description: "Who is told about runs." },
    ),
    amount: object(
      {
        request: { type: "number", minimum: 0, description: "What is set aside." },
        limit: { type: "number", minimum: 0, description: "The most." },
      },
      { description: "An amount: CPU in cores, memory in the platform's unit, GPU in devices." },
    ),
    resources: object(
      {
        cpu: { $ref: "#/$defs/amount" },
        memory: { $ref: "#/$defs/amount" },
        gpu: { $ref: "#/$defs/amount" },
      },
      { description: "What it may take." },
    ),
    job: object(
      {
        technology: name("Label of the technology, e.g. Python."),
        catalog: text("Repository that the technology comes from. Default: Saagie."),
        category: text("Category of the job. Default: Processing."),
        runtime: text("Version of the technology. Default: the recommended one."),
        command: text("Command line; {file} stands for the package."),
        package: name("The package: path of a file, from the folder of this file."),
        image: text("Docker image to run."),
        credentials: text("Docker credentials to pull the image with: user, or user@registry."),
        language: object(
          { name: name("Language inside a Spark context."), version: name("Version of the language.") },
          { required: ["name", "version"] },
        ),
        alias: ALIAS,
        description: text("What the job does."),
        ...SCHEDULE,
        ...VERSION,
        alerts: ALERTS,
        resources: { $ref: "#/$defs/resources" },
        streaming: flag("Whether it runs without an end."),
        gpu: flag("Whether it uses a GPU."),
      },
      { required: ["technology"] },
    ),
    step: object(
      {
        job: name("Name of the job that runs."),
        next: texts("Steps that follow."),
        condition: text("AllSuccess, AllSuccessOrSkipped, AtLeastOneSuccess, or an expression."),
        yes: texts("Steps that follow where the condition holds."),
        no: texts("Steps that follow where it does not."),
        id: {
          type: "string",
          pattern: "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
          description: "Id of the node. Default: made of the names.",
        },
        at: {
          type: "array",
          items: { type: "number" },
          minItems: 2,
          description: "Where it stands in the platform's drawing: x and y.",
        },
      },
      { description: "A step: a job with what follows, or a condition with what follows either way." },
    ),
    pipeline: object({
      jobs: texts("Names of jobs that run one after the other."),
      steps: byName("step", "Steps of a graph, by a name of your choice. Instead of jobs."),
      alias: ALIAS,
      description: text("What the pipeline does."),
      ...SCHEDULE,
      ...VERSION,
      alerts: ALERTS,
      executionVariables: flag("Whether jobs hand variables on to those after them."),
      variables: VARIABLES,
    }),
    app: object({
      technology: text("Label of the technology. Default: Docker image."),
      catalog: text("Repository that the technology comes from. Default: Saagie."),
      runtime: text("Context of an app of the catalogue."),
      image: text("Docker image, with its tag."),
      credentials: text("Docker credentials to pull the image with: user, or user@registry."),
      ports: {
        type: "array",
        items: {
          type: ["integer", "object"],
          minimum: 1,
          maximum: 65535,
          properties: {
            number: { type: "integer", minimum: 1, maximum: 65535 },
            name: text("Name of the port."),
            rewrite: flag("Whether the path in front is taken away."),
            basePath: text("Variable that tells the path in front."),
            scope: { type: "string", enum: ["PROJECT", "PLATFORM"], description: "Who reaches it." },
          },
          required: ["number"],
          additionalProperties: false,
        },
        description: "Ports to open.",
      },
      storages: {
        type: "object",
        additionalProperties: { type: "string", minLength: 1 },
        description: "Names of storages, by the path that they are mounted at.",
      },
      description: text("What the app does."),
      releaseNote: VERSION.releaseNote,
      alerts: ALERTS,
      resources: { $ref: "#/$defs/resources" },
      variables: VARIABLES,
    }),
  },
};
