import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import type { InstanceStatus } from "../../../generated/saagie/platform.ts";
import type { JobChanges, JobDefinition, JobUpgrade } from "../../../src/saagie/index.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { makeJob, plainJob, rejection, SCRIPT } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

/** A wrong input, and what the message has to say. */
interface WrongInput<Input> {
  readonly what: string;
  readonly input: Input;
  /** Texts that the message holds: what is wrong, and what would be valid. */
  readonly says: readonly string[];
}

/** Expects that a call is refused before anything is changed or uploaded. */
async function expectRefusedEarly(call: () => Promise<unknown>, says: readonly string[]): Promise<void> {
  const asked = watchRequests(platform.emulator);
  const error = await rejection(call());
  expect(error).toBeInstanceOf(InvalidInputError);
  for (const text of says) expect(String(error)).toContain(text);
  expect(asked.writes()).toEqual([]);
}

const JOB_LABELS = ["Bash", "Generic", "Java/Scala", "Python", "R", "Spark", "SQOOP", "Talend"];
const unknownStatus = "FAILD" as InstanceStatus;

const wrongVersions: readonly WrongInput<JobUpgrade>[] = [
  {
    what: "an unknown runtime",
    input: { runtimeVersion: "3.99" },
    says: [`"3.99" is not an available runtime version`, "Python 3.10", "Python 3.9"],
  },
  { what: "a runtime that is not available", input: { runtimeVersion: "2.7" }, says: ["Python 3.10"] },
  { what: "a deprecated runtime", input: { runtimeVersion: "3.6" }, says: ["Python 3.10"] },
  {
    what: "an extra technology where none belongs",
    input: { extraTechnology: { language: "Python", version: "3.9" } },
    says: ["takes no extra technology"],
  },
  { what: "an empty command", input: { commandLine: "" }, says: ["needs commandLine"] },
  {
    what: "a source URL of another scheme",
    input: { sourceUrl: "ftp://x.io/y" },
    says: ["not an http or https URL"],
  },
  { what: "a source URL that is none", input: { sourceUrl: "github" }, says: [`"github"`, "http or https"] },
  {
    what: "a missing file",
    input: { file: "/no/such/report.py" },
    says: ["There is no file /no/such/report.py"],
  },
  {
    what: "a file without a name",
    input: { file: { name: "dir/", content: "x" } },
    says: ["not a file name"],
  },
];

const wrongSettings: readonly WrongInput<JobChanges>[] = [
  { what: "an alias with a hyphen", input: { alias: "daily-report" }, says: ["letters, digits and _"] },
  { what: "an empty alias", input: { alias: "" }, says: ["letters, digits and _"] },
  {
    what: "a cron expression of six fields",
    input: { cronScheduling: "0 0 5 * * *" },
    says: ["it has 6 fields", "Five fields are expected"],
  },
  { what: "a cron minute beyond 59", input: { cronScheduling: "61 * * * *" }, says: ["61", "Five fields"] },
  { what: "a cron extension", input: { cronScheduling: "0 5 L * *" }, says: [`"L" is not understood`] },
  { what: "an empty cron expression", input: { cronScheduling: " " }, says: ["it is empty"] },
  {
    what: "a schedule without a cron expression",
    input: { isScheduled: true },
    says: ["cannot be scheduled", "cronScheduling"],
  },
  {
    what: "an unknown time zone",
    input: { cronScheduling: "0 5 * * *", scheduleTimezone: "Europe/Pari" },
    says: [`"Europe/Pari" is not a time zone`, "Did you mean Europe/Paris"],
  },
  {
    what: "a time zone in another case",
    input: { scheduleTimezone: "europe/paris" },
    says: ["Did you mean Europe/Paris"],
  },
  {
    what: "a bad e-mail address",
    input: { alerting: { emails: ["ada@example.io", "ada at example"] } },
    says: [`"ada at example" is not an e-mail address`],
  },
  {
    what: "an unknown status",
    input: { alerting: { emails: ["ada@example.io"], statusList: [unknownStatus] } },
    says: [`not "FAILD"`, "SUCCEEDED", `Did you mean "FAILED"`],
  },
  {
    what: "an alerting that tells nobody",
    input: { alerting: { emails: [] } },
    says: ["tells nobody", "null removes"],
  },
  {
    what: "a negative resource",
    input: { resources: { cpu: { request: -1 } } },
    says: ["resources.cpu.request must be a number from 0, not -1"],
  },
  {
    what: "a resource that is not a number",
    input: { resources: { memory: { limit: Number.NaN } } },
    says: ["resources.memory.limit"],
  },
];

const wrongNames: readonly WrongInput<Pick<JobDefinition, "name">>[] = [
  { what: "an empty name", input: { name: "  " }, says: ["name is empty"] },
  { what: "a name that is too long", input: { name: "n".repeat(256) }, says: ["longer than 255 characters"] },
];

const wrongPlaces: readonly WrongInput<Partial<JobDefinition>>[] = [
  {
    what: "an unknown technology",
    input: { technology: "Pyton" },
    says: [`"Pyton" is not an available job technology`, `Did you mean "Python"`, ...JOB_LABELS],
  },
  { what: "a technology for apps", input: { technology: "Grafana" }, says: ["Bash", "Python"] },
  {
    what: "an unknown catalogue",
    input: { technologyCatalog: "Sagie" },
    says: [`"Sagie"`, `Did you mean "Saagie"`],
  },
  {
    what: "a category that the project lacks",
    input: { category: "Smart App" },
    says: [`"Smart App" is not a job category of this project; valid: Extraction, Processing`],
  },
  {
    what: "Spark without an extra technology",
    input: { technology: "Spark" },
    says: ["needs an extra technology", "Python", "Java/Scala"],
  },
  {
    what: "an unknown language of Spark",
    input: { technology: "Spark", extraTechnology: { language: "Perl", version: "5" } },
    says: [`"Perl" is not a language`, "Python", "Java/Scala"],
  },
  {
    what: "an unknown version of a language",
    input: { technology: "Spark", extraTechnology: { language: "python", version: "2.7" } },
    says: [`"2.7" is not a version of Python`, "3.9"],
  },
  { what: "an image job without an image", input: { technology: "Generic" }, says: ["needs dockerInfo"] },
];

describe("jobs.create refuses before anything is changed", () => {
  test.each([...wrongPlaces, ...wrongNames, ...wrongVersions, ...(wrongSettings as typeof wrongPlaces)])(
    "$what",
    async ({ input, says }) => {
      const { id } = await platform.project();
      await expectRefusedEarly(() => saagie.jobs.create(id, plainJob(platform, input)), says);
    },
  );

  test("a package that its runtime demands", async () => {
    const { id } = await platform.project();
    const definition = { name: platform.unique("no package"), technology: "Python" };
    await expectRefusedEarly(() => saagie.jobs.create(id, definition), ["needs file"]);
  });

  test("a folder in place of a file", async () => {
    const { id } = await platform.project();
    const folder = await temporaryFolder();
    await mkdir(join(folder, "src"));
    await expectRefusedEarly(
      () => saagie.jobs.create(id, plainJob(platform, { file: join(folder, "src") })),
      ["is a folder"],
    );
  });

  test("a technology that the project does not allow", async () => {
    const project = await platform.makeProject();
    await saagie.projects.edit(project.id, { jobTechnologies: { Saagie: ["Bash", "R"] } });
    await expectRefusedEarly(
      () => saagie.jobs.create(project.id, plainJob(platform)),
      ["does not allow Python in Processing; it allows: Bash, R", "projects.edit"],
    );
  });
});

describe("jobs.upgrade refuses before anything is changed", () => {
  test.each(wrongVersions)("$what", async ({ input, says }) => {
    const { id } = await makeJob(platform);
    await expectRefusedEarly(() => saagie.jobs.upgrade(id, input), says);
  });

  test("leaving out a package that its runtime demands", async () => {
    const { id } = await makeJob(platform);
    await expectRefusedEarly(() => saagie.jobs.upgrade(id, { usePreviousArtifact: false }), ["needs file"]);
  });
});

describe("jobs.edit refuses before anything is changed", () => {
  test.each([...wrongSettings, ...(wrongNames as typeof wrongSettings)])("$what", async ({ input, says }) => {
    const { id } = await makeJob(platform);
    await expectRefusedEarly(() => saagie.jobs.edit(id, input), says);
  });
});

describe("jobs.createOrUpgrade refuses before anything is changed", () => {
  test.each([...wrongVersions, ...(wrongSettings as typeof wrongVersions)])(
    "$what, of a job that is there",
    async ({ input, says }) => {
      const { name, project } = await makeJob(platform);
      // Both halves would differ, so that neither is done when the other is wrong.
      const definition = { name, technology: "Python", file: SCRIPT, description: "new", commandLine: "new" };
      await expectRefusedEarly(
        () => saagie.jobs.createOrUpgrade(project.id, { ...definition, ...input }),
        says,
      );
    },
  );

  test.each([
    [{ category: "Extraction" }, "The category of the job"],
    [{ technology: "Bash" }, "The technology of the job"],
  ])("%o, which cannot change", async (input, says) => {
    const { name, project } = await makeJob(platform);
    const definition = { ...plainJob(platform), name, ...input };
    await expectRefusedEarly(
      () => saagie.jobs.createOrUpgrade(project.id, definition),
      [says, "cannot become"],
    );
  });
});

test("a file is given by its path", async () => {
  const { id } = await platform.project();
  const path = join(await temporaryFolder(), "from disk.py");
  await writeFile(path, SCRIPT.content);
  const job = await saagie.jobs.create(id, plainJob(platform, { file: path }));
  expect((await saagie.jobs.version(job.id, 1)).packageInfo).toMatchObject({ name: "from disk.py" });
  expect(await new Response((await saagie.jobs.openArtifact(job.id, 1)).stream).text()).toBe(SCRIPT.content);
});
