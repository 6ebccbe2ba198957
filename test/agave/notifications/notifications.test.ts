import { expect, test } from "vitest";
import type { FileNotification } from "../../../src/agave/index.ts";
import { gather, openPlatform } from "../support/platform.ts";
import { scripted } from "../support/scripted.ts";

test("notifications are registered, found by what they are about, changed and deleted", async () => {
  const { agave } = openPlatform();
  const { uuid } = await agave.systems.get("ann.storage");
  const added = await agave.notifications.create({
    url: "ann@example.com",
    associatedUuid: uuid ?? "",
    event: "UPDATED",
    persistent: true,
    policy: { retryStrategy: "DELAYED", retryLimit: 3 },
  });
  const found = await gather(agave.notifications.list({ associatedUuid: uuid ?? "" }));
  expect(found.map(({ id, event }) => [id, event])).toEqual([[added.id, "UPDATED"]]);
  const changed = { url: "bob@example.com", associatedUuid: uuid ?? "", event: "*", persistent: true };
  await agave.notifications.update(added.id, changed);
  await expect(agave.notifications.get(added.id)).resolves.toMatchObject({ url: "bob@example.com" });
  expect(await gather(agave.notifications.attempts(added.id))).toEqual([]);
  await agave.notifications.delete(added.id);
  await expect(agave.notifications.get(added.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("who is named with an upload or an import is told of the event of the file", async () => {
  const told: string[] = [];
  const { agave, emulator } = openPlatform({
    fetch: async (input, init) => {
      const { method, url } = new Request(input, init);
      if (method === "POST") told.push(url);
      return new Response("content");
    },
  });
  const about = (name: string): readonly FileNotification[] => [
    { url: `https://hooks.example.org/${name}?event=\${EVENT}`, event: "STAGING_COMPLETED" },
  ];
  await agave.files.upload(new File(["text"], "x"), "data/ann/sent.txt", {
    notifications: about("upload"),
    wait: true,
  });
  const url = "https://web.example.org/a.txt";
  await agave.files.import(url, "data/ann/fetched.txt", { notifications: about("import") });
  await agave.files.waitUntilStaged("data/ann/fetched.txt");
  await emulator.settled();
  expect(told).toEqual(
    ["upload", "import"].map((name) => `https://hooks.example.org/${name}?event=STAGING_COMPLETED`),
  );
});

test.each([
  [{ url: "ann@example.com" }, /event is missing/u],
  [{ url: "ann@example.com", event: 1 }, /event .*number/u],
  [{ url: "ann@example.com", event: "UPLOAD", persistant: true }, /persistant.*persistent/su],
])(
  "a notification of files that is none is refused before anything is sent: %o",
  async (notification, words) => {
    const { agave, asked } = scripted(() => ({ result: {} }));
    const notifications = [notification as unknown as FileNotification];
    const refused = { code: "INVALID_INPUT", message: expect.stringMatching(words) as string };
    await expect(agave.files.import("https://x.org/a", "data/a", { notifications })).rejects.toMatchObject(
      refused,
    );
    await expect(agave.files.upload(new File(["a"], "a"), "data/a", { notifications })).rejects.toMatchObject(
      refused,
    );
    expect(asked).toEqual([]);
  },
);
