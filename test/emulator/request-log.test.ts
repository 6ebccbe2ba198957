import { expect, test } from "vitest";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { redact } from "../../src/emulator/request-log.ts";
import { bashJob, connect, CREATE_JOB, readyProject } from "./saagie/wire.ts";

test("tells what was asked, by whom and when, and how it was answered", async () => {
  const emulator = emulateSaagie({ clock: "manual" });
  const wire = await connect(emulator);
  const project = await readyProject(emulator, wire);
  await wire.upload(CREATE_JOB, bashJob(project), new File(["secret content"], "a.sh"));
  await emulator.fetch(`${emulator.url}//nope?token=abc`, { headers: { "user-agent": "mine/1" } });
  const [token, , upload, nope] = emulator.requests;
  expect(token).toEqual({
    at: Date.UTC(2024, 5, 3, 8),
    method: "POST",
    path: "/authentication/api/open/authenticate",
    endpoint: "token",
    operation: "authenticate",
    status: 200,
  });
  expect(upload).toMatchObject({
    at: Date.UTC(2024, 5, 3, 8, 0, 2),
    endpoint: "platform",
    operation: "createJob",
    variables: { job: { name: "Daily report" }, file: { file: "a.sh", size: 14 } },
  });
  expect(nope).toMatchObject({ path: "/nope", endpoint: "unknown", status: 404, userAgent: "mine/1" });
});

test("holds no password, no token and no content of a file", async () => {
  const emulator = emulateSaagie({ clock: "manual", password: "canary-password" });
  const wire = await connect(emulator);
  await wire.post(
    "mutation ($c: DockerCredentialsInput) { createDockerCredentials(dockerCredentials: $c) { id } }",
    {
      c: { username: "u", password: "canary-docker", projectId: "x" },
    },
  );
  await wire.post(
    "mutation ($v: EnvironmentVariableInput!) { saveEnvironmentVariable(environmentVariable: $v) { id } }",
    {
      v: { name: "N", scope: "GLOBAL", isPassword: false, value: "canary-value" },
    },
  );
  const text = JSON.stringify(emulator.requests);
  expect(text).not.toMatch(/canary/);
  expect(text).not.toContain(wire.token);
  expect(emulator.requests).toHaveLength(3);
});

test("keeps what is no secret", () => {
  const value = {
    name: "x",
    dockerCredentialsId: "id",
    isPassword: true,
    password: null,
    list: [{ accessToken: "t" }, 1],
    position: { value: 3 },
  };
  expect(redact(value)).toEqual({ ...value, list: [{ accessToken: "[redacted]" }, 1] });
});
