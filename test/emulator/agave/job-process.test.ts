import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { emulateAgave, type EmulatedAgave } from "../../../src/emulator/index.ts";
import { begin, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

const USERS = [
  { username: "ann", password: "ann-password" },
  { username: "bob", password: "bob-password" },
];

beforeEach(async () => {
  ({ emulator, ask } = await begin({ executor: "process", users: USERS }));
  const started = emulator;
  onTestFinished(() => started.close());
});

const template = (text: string): void =>
  emulator.files.put({ system: "data", path: "/ann/applications/wc-1.0.0/wrapper.sh" }, text);

const submit = async (more: object = {}): Promise<string> => {
  const body = { name: "count", appId: "wc-1.0.0", inputs: { input1: "ann/words.txt" }, ...more };
  const { status, result } = await ask("POST /jobs/v2", body);
  expect(status).toBe(201);
  return (result as { readonly id: string }).id;
};

const toItsEnd = async (): Promise<void> => {
  emulator.clock.advance(6000);
  await emulator.settled();
  emulator.clock.advance(6000);
};

describe("a job that really runs", () => {
  test("runs the template of its app, and archives what it leaves behind", async () => {
    const id = await submit({ parameters: { cli_opts: "-w" } });
    await toItsEnd();
    expect((await ask(`GET /jobs/v2/${id}/status`)).result).toMatchObject({ status: "FINISHED" });
    const { text } = await ask(`GET /jobs/v2/${id}/outputs/media/wc_out/output.txt`);
    expect(text.trim()).toBe("3 words.txt");
    const rows = (await ask(`GET /jobs/v2/${id}/outputs/listings`)).result as readonly {
      readonly name: string;
    }[];
    expect(rows.map(({ name }) => name)).toEqual([`count-${id}.err`, `count-${id}.out`, "wc_out"]);
  });

  test("sees nothing of this process's environment, and is told who it is", async () => {
    template('echo "$AGAVE_JOB_NAME:${cli_opts}:${HOME:+home}:$USER$NODE_ENV$VITEST"\n');
    const id = await submit({ parameters: { cli_opts: "x" } });
    await toItsEnd();
    const { text } = await ask(`GET /jobs/v2/${id}/outputs/media/count-${id}.out`);
    expect(text).toBe("count:x:home:\n");
  });

  test("fails with its template, and keeps what it has printed", async () => {
    template("echo wrong >&2\nexit 3\n");
    const id = await submit();
    await toItsEnd();
    expect((await ask(`GET /jobs/v2/${id}`)).result).toMatchObject({
      status: "FAILED",
      message: "The job ended with exit code 3",
    });
    expect((await ask(`GET /jobs/v2/${id}/outputs/media/count-${id}.err`)).text).toBe("wrong\n");
  });

  test("is ended when it is stopped", async () => {
    template("sleep 600\n");
    const id = await submit();
    emulator.clock.advance(6000);
    expect((await ask(`GET /jobs/v2/${id}/status`)).result).toMatchObject({ status: "RUNNING" });
    expect((await ask(`POST /jobs/v2/${id}`, { action: "stop" })).status).toBe(200);
    await emulator.settled();
    expect((await ask(`GET /jobs/v2/${id}/status`)).result).toMatchObject({ status: "STOPPED" });
  });
});

test("nobody runs commands with a password that everybody knows, or without any", async () => {
  expect(() => emulateAgave({ executor: "process" })).toThrow(RangeError);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const headers = { "x-jwt-assertion-dev": `${part({ alg: "none" })}.${part({ sub: "ann" })}.` };
  const path = "/profiles/v2/me";
  expect((await emulator.fetch(emulator.url + path, { headers })).status).toBe(401);
  const scripted = emulateAgave({ clock: "manual" });
  expect((await scripted.fetch(scripted.url + path, { headers })).status).toBe(200);
  const nobody = { "x-jwt-assertion-dev": "nothing" };
  const refused = await scripted.fetch(scripted.url + path, { headers: nobody });
  expect([refused.status, await refused.json()]).toMatchObject([
    401,
    { status: "error", message: expect.stringMatching(/^Permission denied\./) as string },
  ]);
});
