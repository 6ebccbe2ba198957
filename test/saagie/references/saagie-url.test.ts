import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import { parseSaagieUrl } from "../../../src/saagie/index.ts";

const HOME = "https://acme-workspace.prod.example.io/projects/platform/6";
const PROJECT = "0db6d0a7-ad4b-45cd-8082-913a192daa25";
const THING = "a7f89b17-e078-46ab-ba48-be4fae8dd606";
const RUN = "1bf79f1d-7e2d-4daf-976d-8702114ab507";
const ORIGIN = { url: "https://acme-workspace.prod.example.io", realm: "acme", platform: 6 };

describe("every page of a platform", () => {
  test.each([
    ["its home", "", {}],
    ["its home with a slash", "/", {}],
    ["a project", `/project/${PROJECT}`, { projectId: PROJECT }],
    ["a tab of a project", `/project/${PROJECT}/jobs`, { projectId: PROJECT }],
    ["a job", `/project/${PROJECT}/job/${THING}`, { projectId: PROJECT, jobId: THING }],
    [
      "a run",
      `/project/${PROJECT}/job/${THING}/instances/${RUN}`,
      { projectId: PROJECT, jobId: THING, jobInstanceId: RUN },
    ],
    ["the runs of a job", `/project/${PROJECT}/job/${THING}/instances`, { projectId: PROJECT, jobId: THING }],
    ["an app", `/project/${PROJECT}/app/${THING}`, { projectId: PROJECT, appId: THING }],
    ["a pipeline", `/project/${PROJECT}/pipeline/${THING}`, { projectId: PROJECT, pipelineId: THING }],
    [
      "a run of a pipeline",
      `/project/${PROJECT}/pipeline/${THING}/instances/${RUN}`,
      { projectId: PROJECT, pipelineId: THING, pipelineInstanceId: RUN },
    ],
  ])("%s", (_, path, ids) => {
    expect(parseSaagieUrl(HOME + path)).toEqual({ ...ORIGIN, ...ids });
    expect(parseSaagieUrl(new URL(HOME + path))).toEqual({ ...ORIGIN, ...ids });
  });
});

describe("what is refused elsewhere is understood", () => {
  test.each([
    ["http", "http://localhost:4010/projects/platform/1/", { url: "http://localhost:4010", platform: 1 }],
    [
      "an address",
      "http://127.0.0.1:4010/projects/platform/1",
      { url: "http://127.0.0.1:4010", platform: 1 },
    ],
    ["an IPv6 address", "http://[::1]:4010/projects/platform/1", { url: "http://[::1]:4010", platform: 1 }],
    [
      "a port",
      "https://acme-workspace.example.io:8443/projects/platform/6/",
      { url: "https://acme-workspace.example.io:8443", realm: "acme", platform: 6 },
    ],
    [
      "a realm with a hyphen",
      "https://my-company-workspace.example.io/projects/platform/6",
      { url: "https://my-company-workspace.example.io", realm: "my-company", platform: 6 },
    ],
    [
      "a domain with a hyphen",
      "https://acme-workspace.eu-west.example.io/projects/platform/6",
      { url: "https://acme-workspace.eu-west.example.io", realm: "acme", platform: 6 },
    ],
    [
      "a host without the usual word",
      "https://acme-data.example.io/projects/platform/6",
      { url: "https://acme-data.example.io", realm: "acme", platform: 6 },
    ],
    [
      "a host without a hyphen",
      "https://saagie.example.io/projects/platform/6",
      { url: "https://saagie.example.io", platform: 6 },
    ],
    [
      "a path prefix",
      "https://acme-workspace.example.io/data/saagie/projects/platform/6/",
      { url: "https://acme-workspace.example.io/data/saagie", realm: "acme", platform: 6 },
    ],
    ["blanks around it", `  ${HOME}\n`, ORIGIN],
    ["an upper-case scheme", HOME.replace("https", "HTTPS"), ORIGIN],
    ["a query and a fragment", `${HOME}/?tab=jobs#top`, ORIGIN],
    ["doubled slashes", HOME.replace("/projects", "//projects"), ORIGIN],
    ["upper-case ids", `${HOME}/project/${PROJECT.toUpperCase()}`, { ...ORIGIN, projectId: PROJECT }],
  ])("%s", (_, url, expected) => {
    expect(parseSaagieUrl(url)).toEqual(expected);
  });
});

describe("what names no platform is refused, with the shape that is expected", () => {
  test.each([
    ["no URL", "acme-workspace", /not a URL/u],
    ["nothing", "", /not a URL/u],
    ["another scheme", "ftp://acme-workspace.example.io/projects/platform/6", /scheme is ftp/u],
    ["no platform id", "https://acme-workspace.example.io/projects/platform/", /names no platform/u],
    ["no number", "https://acme-workspace.example.io/projects/platform/six", /names no platform/u],
    ["a number with letters behind it", `${HOME}abc`, /names no platform/u],
    ["another page", "https://acme-workspace.example.io/security/", /names no platform/u],
    ["a project that is not an id", `${HOME}/project/sales`, /"sales" after "project" is not an id/u],
    ["a job that is not an id", `${HOME}/project/${PROJECT}/job/daily`, /"daily" after "job" is not an id/u],
    ["a path that climbs", `${HOME}/project/..%2f..`, /is not an id/u],
    ["user and password", HOME.replace("https://", "https://me:secret@"), /holds user info/u],
    ["a host that is none", HOME.replace(".io/", ".io@evil.example/"), /holds user info/u],
    ["a password alone", HOME.replace("https://", "https://:secret@"), /holds user info/u],
  ])("%s", (_, url, message) => {
    expect(() => parseSaagieUrl(url)).toThrow(InvalidInputError);
    expect(() => parseSaagieUrl(url)).toThrow(message);
    expect(() => parseSaagieUrl(url)).toThrow(/Expected https:\/\/<realm>-workspace/u);
  });

  test("without repeating a password in it", () => {
    expect(() => parseSaagieUrl("https://me:hunter2@acme.example.io/")).not.toThrow(/hunter2/u);
    expect(() => parseSaagieUrl("https://me:hunter2@acme.example.io/")).toThrow(InvalidInputError);
  });
});

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(?:-[a-z0-9]{1,5}){0,2}$/u);
const pages = fc.record({
  realm: label.filter((text) => !text.includes("-workspace") && !text.startsWith("workspace")),
  domain: fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join(".")),
  port: fc.option(
    fc.integer({ min: 1, max: 65_535 }).filter((port) => port !== 443),
    { nil: undefined },
  ),
  prefix: fc.array(label, { maxLength: 2 }).map((parts) => parts.map((part) => `/${part}`).join("")),
  platform: fc.nat(),
  projectId: fc.uuid(),
  kind: fc.constantFrom("job", "app", "pipeline"),
  id: fc.uuid(),
  tail: fc.constantFrom("", "/", "/overview", "?x=1", "#y"),
});

test("property: a page's parts come back from its URL", () => {
  fc.assert(
    fc.property(pages, ({ realm, domain, port, prefix, platform, projectId, kind, id, tail }) => {
      const host = `${realm}-workspace.${domain}${port === undefined ? "" : `:${port}`}`;
      const base = `https://${host}${prefix}`;
      const parsed = parseSaagieUrl(
        `${base}/projects/platform/${platform}/project/${projectId}/${kind}/${id}${tail}`,
      );
      expect(parsed).toEqual({ url: base, realm, platform, projectId, [`${kind}Id`]: id });
    }),
  );
});

test("property: whatever is pasted is understood, or refused as invalid input", () => {
  const odd = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string().map((text) => `${HOME}/project/${text}`),
    fc.string().map((text) => `https://${text}/projects/platform/6`),
  );
  fc.assert(
    fc.property(odd, (text) => {
      try {
        const { url, platform, ...ids } = parseSaagieUrl(text);
        expect(URL.canParse(url)).toBe(true);
        expect(Number.isInteger(platform)).toBe(true);
        for (const [name, id] of Object.entries(ids))
          if (name !== "realm") expect(id).toMatch(/^[0-9a-f-]{36}$/u);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError);
      }
    }),
  );
});
