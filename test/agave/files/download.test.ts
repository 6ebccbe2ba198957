import { expect, test } from "vitest";
import { scripted } from "../support/scripted.ts";

test.each([
  [
    "https://api.example.org/jobs/v2/12-007/outputs/listings/out/a%20b.txt",
    "/jobs/v2/12-007/outputs/media/out/a%20b.txt",
  ],
  ["https://docker.example.com/jobs/2.0/12-007/outputs/media/a.txt", "/jobs/v2/12-007/outputs/media/a.txt"],
  ["agave://data//abs/a#1.txt", "/files/v2/media/system/data//abs/a%231.txt"],
  ["data/a 100%.txt", "/files/v2/media/system/data/a%20100%25.txt"],
])("%s is opened by its address, wherever that leads", async (address, path) => {
  const { agave, asked } = scripted(() => new Response("content"));
  const { stream } = await agave.open(address);
  await expect(new Response(stream).text()).resolves.toBe("content");
  expect(asked.map((request) => request.path)).toEqual([path]);
});
