import { beforeEach, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { bashJob, connect, CREATE_JOB, makeJob, readyProject, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
});

test("a numeric text is taken for an Int, other texts are not", async () => {
  const id = await makeJob(wire, project);
  const query = "query ($id: UUID!, $number: Int!) { jobVersion(jobId: $id, number: $number) { number } }";
  expect((await wire.post(query, { id, number: "1" })).data).toEqual({ jobVersion: { number: 1 } });
  for (const number of ["one", "1.5", "", true, null]) {
    expect((await wire.post(query, { id, number })).errors?.[0]?.extensions).toEqual({
      classification: "ValidationError",
    });
  }
});

test("a numeric text is not taken for a String's number or the other way round", async () => {
  const answer = await wire.post(CREATE_JOB, bashJob(project, { name: 7 }));
  expect(answer.errors?.[0]?.extensions).toEqual({ classification: "ValidationError" });
});

test("a single object is taken for a list", async () => {
  const { data } = await wire.post<{ createProject: { id: string } }>(
    "mutation ($project: ProjectInput!) { createProject(project: $project) { id } }",
    { project: { name: "Single", technologiesByCategory: { jobCategory: "Extraction", technologies: [] } } },
  );
  const read = await wire.post(
    "query ($id: UUID!) { project(id: $id) { technologiesByCategory { jobCategory technologies { id } } } }",
    { id: data.createProject.id },
  );
  expect(read.data).toEqual({
    project: { technologiesByCategory: [{ jobCategory: "Extraction", technologies: [] }] },
  });
});

test("variables that the operation does not declare are ignored", async () => {
  expect((await wire.post("{ platform { id } }", { more: { than: "asked" } })).data).toEqual({
    platform: { id: 1 },
  });
});

test("an extra technology with null members is refused by its type", async () => {
  const extraTechnology = { language: null, version: null };
  const answer = await wire.post(CREATE_JOB, bashJob(project, {}, { extraTechnology }));
  expect([answer.status, answer.data]).toEqual([200, undefined]);
  expect(answer.errors?.[0]?.message).toContain("String!");
});

test("ids may be in upper case, and come back in lower case", async () => {
  const { data } = await wire.post("query ($id: UUID!) { project(id: $id) { id } }", {
    id: project.toUpperCase(),
  });
  expect(data).toEqual({ project: { id: project } });
});

test.each(["2024-06-03", "2024-06-03T08:00:00", "yesterday", 1_700_000_000, "2024-13-03T08:00:00Z"])(
  "%j is not a moment",
  async (at) => {
    const id = await makeJob(wire, project);
    const answer = await wire.post(
      "query ($id: UUID!, $at: DateTime!) { countJobInstancesByDate(jobId: $id, beforeAt: $at) }",
      { id, at },
    );
    expect(answer.errors?.[0]?.extensions).toEqual({ classification: "ValidationError" });
  },
);

test("an e-mail address needs an @, and a file is a file", async () => {
  const alerting = { emails: ["nobody"], statusList: ["FAILED"] };
  const answers = [
    await wire.post(CREATE_JOB, bashJob(project, { alerting })),
    await wire.post(CREATE_JOB, { ...bashJob(project), file: "not a file" }),
  ];
  for (const { errors } of answers)
    expect(errors?.[0]?.extensions).toEqual({ classification: "ValidationError" });
});

test("moments lose the zeros at the end of their fraction", async () => {
  const dates: unknown[] = [];
  for (const ms of [900, 780, 320, 1000]) {
    emulator.clock.advance(ms);
    const { data } = await wire.post<{ createJob: { creationDate: string } }>(
      CREATE_JOB.replace("{ id name alias }", "{ creationDate }"),
      bashJob(project, { name: `At ${String(ms)}` }),
    );
    dates.push(data.createJob.creationDate);
  }
  expect(dates).toEqual([
    "2024-06-03T08:00:02.9Z",
    "2024-06-03T08:00:03.68Z",
    "2024-06-03T08:00:04Z",
    "2024-06-03T08:00:05Z",
  ]);
});
