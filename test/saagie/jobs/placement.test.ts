import { expect, test } from "vitest";
import { ConnectionError } from "../../../src/index.ts";
import { readingOnce, type PlacementSources } from "../../../src/saagie/jobs/placement.ts";
import { rejection } from "../support/things.ts";

test("what a project allows is read once for many, and again after a read that failed", async () => {
  let reads = 0;
  const failure = new ConnectionError("Lost.", { phase: "receive", sent: true });
  const allowed = { technologiesByCategory: [], appTechnologies: [] };
  const sources = {
    technologies: {},
    projects: {
      technologies: async () => {
        reads += 1;
        if (reads === 1) throw failure;
        return allowed;
      },
    },
  } as unknown as PlacementSources;
  const { projects } = readingOnce(sources);
  expect(await Promise.all([1, 2].map(() => rejection(projects.technologies("p"))))).toEqual([
    failure,
    failure,
  ]);
  expect(await Promise.all([1, 2, 3].map(() => projects.technologies("p")))).toEqual([
    allowed,
    allowed,
    allowed,
  ]);
  expect(await projects.technologies("p")).toBe(allowed);
  expect(reads).toBe(2);
  await projects.technologies("q");
  expect(reads).toBe(3);
});
