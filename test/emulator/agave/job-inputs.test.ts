import { describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { begin, type Ask } from "./wire.ts";

const USERS = [{ username: "ann", password: "ann-password" }];

interface Platform {
  readonly emulator: EmulatedAgave;
  readonly ask: Ask;
  readonly asked: readonly Request[];
  readonly submit: (input: string) => Promise<string>;
}

/** A platform whose web is what a test says. */
async function platform(
  web: (request: Request) => Response | Promise<Response>,
  executor: "scripted" | "process" = "scripted",
): Promise<Platform> {
  const asked: Request[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    asked.push(request);
    return web(request);
  };
  const { emulator, ask } = await begin({ fetch, executor, users: USERS });
  const submit = async (input: string): Promise<string> => {
    const body = { name: "count", appId: "wc-1.0.0", inputs: { input1: input } };
    return ((await ask("POST /jobs/v2", body)).result as { readonly id: string }).id;
  };
  return { emulator, ask, asked, submit };
}

const job = async ({ ask }: Platform, id: string): Promise<unknown> =>
  (await ask(`GET /jobs/v2/${id}`)).result;

describe("an input from the web", () => {
  test("is fetched for a scripted job, and lies in its folder", async () => {
    const here = await platform(() => new Response("one two"));
    const { emulator, ask, asked, submit } = here;
    const id = await submit("https://me:secret@web.example.org/a/my%20words.txt?version=2");
    emulator.clock.advance(3000);
    expect(await job(here, id)).toMatchObject({ status: "STAGING_INPUTS" });
    await emulator.settled();
    expect(await job(here, id)).toMatchObject({ status: "STAGED" });
    expect(asked.map(({ url }) => url)).toEqual(["https://web.example.org/a/my%20words.txt?version=2"]);
    expect(asked[0]?.headers.get("authorization")).toBe(
      `Basic ${Buffer.from("me:secret").toString("base64")}`,
    );
    expect((await ask(`GET /jobs/v2/${id}/outputs/media/my%20words.txt`)).text).toBe("one two");
    emulator.clock.advance(60_000);
    expect(await job(here, id)).toMatchObject({ status: "FINISHED" });
    // An input is no output, and is not archived.
    const rows = (await ask(`GET /jobs/v2/${id}/outputs/listings`)).result as readonly object[];
    expect(rows).not.toContainEqual(expect.objectContaining({ name: "my words.txt" }));
  });

  test.each<readonly [string, () => Response | Promise<Response>]>([
    ["The source answered 404", () => new Response("none", { status: 404 })],
    ["connection refused", () => Promise.reject(new TypeError("connection refused"))],
  ])("fails its job where it cannot be had: %s", async (reason, web) => {
    const here = await platform(web);
    const id = await here.submit("https://me:secret@web.example.org/words.txt");
    here.emulator.clock.advance(60_000);
    await here.emulator.settled();
    const message = `The input words.txt cannot be fetched: ${reason}`;
    expect(await job(here, id)).toMatchObject({ status: "FAILED", message });
    const history = (await here.ask(`GET /jobs/v2/${id}/history`)).result as readonly object[];
    expect(history.slice(-2)).toMatchObject([
      { status: "STAGING_INPUTS" },
      { status: "FAILED", description: message },
    ]);
  });

  test("is fetched from this machine alone where nobody says otherwise", async () => {
    const { emulator, ask } = await begin();
    const inputs = { input1: "https://web.example.org/words.txt" };
    const { result } = await ask("POST /jobs/v2", { name: "count", appId: "wc-1.0.0", inputs });
    emulator.clock.advance(60_000);
    await emulator.settled();
    expect((await ask(`GET /jobs/v2/${(result as { readonly id: string }).id}`)).result).toMatchObject({
      status: "FAILED",
      message: "The input words.txt cannot be fetched: web.example.org is not this machine",
    });
  });

  test("does not bring a job back that was stopped meanwhile", async () => {
    let give = (_: Response): void => undefined;
    const here = await platform(() => new Promise((resolve) => (give = resolve)));
    const id = await here.submit("https://web.example.org/words.txt");
    here.emulator.clock.advance(3000);
    await here.ask(`POST /jobs/v2/${id}`, { action: "stop" });
    give(new Response("late"));
    await here.emulator.settled();
    here.emulator.clock.advance(60_000);
    expect(await job(here, id)).toMatchObject({ status: "STOPPED" });
  });

  test("is there for a job that really runs", async () => {
    const here = await platform(() => new Response("one two three\n"), "process");
    const id = await here.submit("https://web.example.org/words.txt");
    here.emulator.clock.advance(6000);
    await here.emulator.settled();
    here.emulator.clock.advance(6000);
    await here.emulator.settled();
    here.emulator.clock.advance(6000);
    expect(await job(here, id)).toMatchObject({ status: "FINISHED" });
    const { text } = await here.ask(`GET /jobs/v2/${id}/outputs/media/wc_out/output.txt`);
    expect(text).toMatch(/\bwords\.txt$/mu);
    await here.emulator.close();
  });
});

test("an input that was deleted after the submission fails its job", async () => {
  const here = await platform(() => new Response(""));
  const id = await here.submit("agave://data//ann/words.txt");
  await here.ask("DELETE /files/v2/media/system/data//ann/words.txt");
  here.emulator.clock.advance(60_000);
  expect(await job(here, id)).toMatchObject({
    status: "FAILED",
    message: "The input agave://data//ann/words.txt is gone",
  });
});
