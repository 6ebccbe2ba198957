import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GraphQLClient } from "graphql-request";
import { expect, onTestFinished, test } from "vitest";
import type { Saagie } from "../../../src/saagie/index.ts";
import { requestToken } from "../../emulator/saagie/wire.ts";
import { emulatedPlatform } from "../support/platform.ts";
import { makeJob, PYTHON } from "../support/things.ts";
import { CONFIG, runOwnCodegen } from "./own-codegen.ts";
import {
  CreateJobWithFileDocument,
  PlatformCountsDocument,
  ProjectWithJobsDocument,
  SaveVariableDocument,
} from "./queries.ts";

// Documents that graphql-codegen has written, with the plugins of anybody.

const folder = fileURLToPath(new URL(".", import.meta.url));

function ownPlatform(): ReturnType<typeof emulatedPlatform> {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

test("are what codegen writes today", async () => {
  const files = await runOwnCodegen(folder, CONFIG);
  // With `npx vitest run -u` it is written anew.
  await expect(files.get(join(folder, "queries.ts"))).toMatchFileSnapshot("queries.ts");
});

test("answer all of data, with several root fields and fragments", async () => {
  const own = ownPlatform();
  const { id, name, project } = await makeJob(own);
  const data = await own.saagie.request(ProjectWithJobsDocument, { id: project.id });
  expect(data).toEqual({
    project: { id: project.id, name: project.name },
    jobs: [{ id, name, versions: [{ number: 1, isCurrent: true }] }],
  });
});

test("need no variables where they have none", async () => {
  const { saagie } = ownPlatform();
  expect(await saagie.request(PlatformCountsDocument)).toEqual({ platform: { id: 1, counts: { jobs: 0 } } });
});

test.each([
  ["a Blob", new Blob(["print('mine')\n"])],
  ["a File", new File(["print('mine')\n"], "mine.py")],
])("upload %s of their variables", async (_, file) => {
  const own = ownPlatform();
  const { saagie } = own;
  const { id: projectId } = await own.project();
  const { createJob } = await saagie.request(CreateJobWithFileDocument, {
    job: {
      projectId,
      name: "Mine",
      category: "Extraction",
      technology: { id: PYTHON },
      isStreaming: false,
      isScheduled: false,
    },
    version: { commandLine: "python {file}", runtimeVersion: await newestContext(saagie) },
    file,
  });
  expect(createJob.name).toBe("Mine");
  const { stream } = await saagie.jobs.openArtifact(createJob.id, 1);
  expect(await new Response(stream).text()).toBe("print('mine')\n");
});

async function newestContext(saagie: Saagie): Promise<string> {
  const [first] = await saagie.technologies.jobContexts(PYTHON);
  return first?.id ?? "";
}

test("give a client that somebody else wrote the same data", async () => {
  const own = ownPlatform();
  const { url, fetch } = own.emulator;
  const { project } = await makeJob(own);
  const token = await (await requestToken(own.emulator)).text();
  const other = new GraphQLClient(`${url}/projects/api/platform/1/graphql`, {
    fetch,
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await own.saagie.request(PlatformCountsDocument)).toEqual(
    await other.request(PlatformCountsDocument),
  );
  const variables = { id: project.id };
  const theirs = await other.request(ProjectWithJobsDocument, variables);
  expect(theirs.jobs).toHaveLength(1);
  expect(await own.saagie.request(ProjectWithJobsDocument, variables)).toEqual(theirs);
  const { saveEnvironmentVariable: made } = await other.request(SaveVariableDocument, {
    variable: { name: "REGION", scope: "GLOBAL", isPassword: false, value: "eu" },
  });
  const variable = { ...made, scope: "GLOBAL", isPassword: false, value: "us" } as const;
  const changed = await own.saagie.request(SaveVariableDocument, { variable });
  expect(changed).toEqual({ saveEnvironmentVariable: made });
  expect(changed).toEqual(await other.request(SaveVariableDocument, { variable }));
  const text = "query ($id: UUID!) { again: project(id: $id) { id, name, __typename } }";
  expect(await own.saagie.request(text, variables)).toEqual(await other.request(text, variables));
});
