import { expect } from "vitest";
import { GRAFANA, GRAFANA_CONTEXT } from "../support/app-things.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { makeUser } from "./people.ts";
import { NOBODY, PYTHON, SPARK } from "../support/things.ts";

// Everybody with a token may read the catalogue, and it takes no project to do so.
const anybody = { prepare: (): Promise<undefined> => Promise.resolve(undefined), denied: "nobody" } as const;

/** What every public method of the catalogue and of the platform itself promises. */
export const catalogueContracts: readonly ContractRow[] = [
  contract({
    ...anybody,
    method: "technologies.listRepositories",
    call: ({ technologies }) => technologies.listRepositories(),
    check: (repositories) => {
      const saagie = repositories.find(({ name }) => name === "Saagie");
      expect(saagie?.technologies).toContainEqual({
        __typename: "JobTechnology",
        id: PYTHON,
        label: "Python",
        available: true,
      });
    },
    missing: "cannot be missing",
    refused: { answerTo: "TechnologiesListRepositories" },
  }),
  contract({
    ...anybody,
    method: "technologies.get",
    call: ({ technologies }) => technologies.get(SPARK),
    check: (technology) =>
      expect(technology).toMatchObject({ __typename: "SparkTechnology", label: "Spark" }),
    missing: ({ technologies }) => technologies.get(NOBODY),
    refused: { answerTo: "TechnologiesGet" },
  }),
  contract({
    ...anybody,
    method: "technologies.getByIds",
    call: ({ technologies }) => technologies.getByIds([PYTHON, NOBODY, SPARK]),
    check: (found) => expect(found.map((technology) => technology?.id)).toEqual([PYTHON, SPARK]),
    missing: "cannot be missing",
    refused: { answerTo: "TechnologiesGetByIds" },
  }),
  contract({
    ...anybody,
    method: "technologies.list",
    call: ({ technologies }) => technologies.list({ catalog: "saagie" }),
    check: (list) =>
      expect(list).toContainEqual({
        id: PYTHON,
        label: "Python",
        available: true,
        kind: "job",
        catalog: "Saagie",
      }),
    missing: "cannot be missing",
    refused: { answerTo: "TechnologiesListRepositories" },
  }),
  contract({
    ...anybody,
    method: "technologies.find",
    call: ({ technologies }) => technologies.find("pYtHoN"),
    check: (found) => expect(found).toMatchObject({ id: PYTHON, label: "Python" }),
    missing: "cannot be missing",
    refused: { answerTo: "TechnologiesListRepositories" },
  }),
  contract({
    ...anybody,
    method: "technologies.nameOf",
    call: ({ technologies }) => technologies.nameOf(PYTHON),
    check: (found) => expect(found).toMatchObject({ label: "Python", catalog: "Saagie" }),
    missing: "cannot be missing",
    refused: { answerTo: "TechnologiesListRepositories" },
  }),
  contract({
    ...anybody,
    method: "technologies.jobContexts",
    call: ({ technologies }) => technologies.jobContexts(PYTHON),
    check: (contexts) => expect(contexts.every(({ available }) => available)).toBe(true),
    missing: ({ technologies }) => technologies.jobContexts(NOBODY),
    refused: { answerTo: "TechnologiesGet" },
  }),
  contract({
    ...anybody,
    method: "technologies.appContexts",
    call: ({ technologies }) => technologies.appContexts(GRAFANA),
    check: (contexts) => expect(contexts).toMatchObject([{ ...GRAFANA_CONTEXT, available: true }]),
    missing: ({ technologies }) => technologies.appContexts(NOBODY),
    refused: { answerTo: "TechnologiesGet" },
  }),
  contract({
    ...anybody,
    method: "technologies.contextLabel",
    call: ({ technologies }) => technologies.contextLabel(PYTHON, "2.7"),
    check: (label) => expect(label).toBe("Python 2.7"),
    missing: ({ technologies }) => technologies.contextLabel(NOBODY, "2.7"),
    refused: { answerTo: "TechnologiesGet" },
  }),
  contract({
    ...anybody,
    method: "technologies.refresh",
    call: ({ technologies }) => Promise.resolve(technologies.refresh()),
    check: async (_, __, { saagie }: TestPlatform) => {
      expect((await saagie.technologies.list()).length).toBeGreaterThan(2);
    },
    missing: "cannot be missing",
    refused: "cannot be refused",
    isLocal: true,
  }),
  contract({
    ...anybody,
    method: "technologies.listUpdated",
    call: ({ technologies }) => technologies.listUpdated("2000-01-01T00:00:00Z"),
    check: (found) => expect(found.map(({ id }) => id)).toContain(PYTHON),
    missing: "cannot be missing",
    refused: { answerTo: "TechnologiesListUpdated" },
  }),
  contract({
    method: "technologies.listFacets",
    prepare: ({ emulator }) => Promise.resolve(emulator.technologies.addFacet({ name: "gpu" })),
    call: ({ technologies }) => technologies.listFacets(),
    check: (facets) => expect(facets).toContainEqual(expect.objectContaining({ name: "gpu" })),
    missing: "cannot be missing",
    denied: "nobody",
    refused: { answerTo: "TechnologiesListFacets" },
    emulatorOnly: "no client can make a facet",
  }),
  contract({
    ...anybody,
    method: "about.userEmails",
    prepare: async (platform: TestPlatform) => {
      const login = await makeUser(platform);
      await platform.saagie.profiles.edit(login, { email: "ada@example.org" });
      return login;
    },
    call: ({ about }) => about.userEmails(),
    check: (people, login) => expect(people).toContainEqual({ login, email: "ada@example.org" }),
    missing: "cannot be missing",
    refused: { answerTo: "PlatformUserEmails" },
  }),
  contract({
    ...anybody,
    method: "about.info",
    call: ({ about }) => about.info(),
    check: ({ id, counts }, _, { saagie }: TestPlatform) => {
      expect(id).toBe(saagie.platform);
      expect(counts).toEqual({
        projects: expect.any(Number) as number,
        jobs: expect.any(Number) as number,
        apps: expect.any(Number) as number,
        pipelines: expect.any(Number) as number,
      });
    },
    missing: "cannot be missing",
    refused: { answerTo: "PlatformInfo" },
  }),
  contract({
    ...anybody,
    method: "about.clusterCapacity",
    call: ({ about }) => about.clusterCapacity(),
    check: (nodes) => expect(nodes[0]?.cpu).toBeGreaterThan(0),
    missing: "cannot be missing",
    refused: { answerTo: "PlatformClusterCapacity" },
  }),
];
