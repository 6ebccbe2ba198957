import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { PYTHON, rejection, SPARK } from "../support/things.ts";

/** A platform of the test's own: another client may remember the catalogue. */
function ownPlatform(options: Parameters<typeof emulatedPlatform>[0] = {}): TestPlatform {
  const own = emulatedPlatform(options);
  onTestFinished(() => own.close());
  return own;
}

const JUPYTER = "7d3f247c-b5a9-4a34-a0a2-f6b209bc2b63";
const FIVE_MINUTES_MS = 300_000;

describe("the catalogue", () => {
  test("lists what can be used, of one repository or all", async () => {
    const { technologies } = ownPlatform().saagie;
    const labels = async (filter: Parameters<typeof technologies.list>[0]): Promise<readonly string[]> =>
      (await technologies.list(filter)).map(({ label }) => label);
    expect(await labels({ catalog: "labs" })).toEqual(["Julia"]);
    expect(await labels({ catalog: "Labs", availableOnly: false })).toEqual(["Julia", "Ruby"]);
    expect(await labels({})).toEqual(expect.arrayContaining(["Julia", "Python", "Grafana"]));
    expect(await labels({})).not.toContain("Ruby");
  });

  test("tells what each technology is for", async () => {
    const { technologies } = ownPlatform().saagie;
    const kinds = new Map((await technologies.list()).map(({ id, kind }) => [id, kind]));
    expect([PYTHON, SPARK, JUPYTER].map((id) => kinds.get(id))).toEqual(["job", "spark", "app"]);
  });

  test.each([
    ["pyton", {}, [`"pyton" is not an available technology`, `Did you mean "Python"`, "Bash", "Grafana"]],
    ["Ruby", { catalog: "Labs" }, ["valid: Julia"]],
    ["Julia", {}, [`"Julia" is not an available technology`]],
    ["Python", { catalog: "Lab" }, [`"Lab" is not a technology catalogue; valid: Saagie, Labs`, `"Labs"`]],
  ])("has no %s in %o, and says what it has", async (technology, filter, says) => {
    const error = await rejection(ownPlatform().saagie.technologies.find(technology, filter));
    expect(error).toBeInstanceOf(InvalidInputError);
    for (const text of says) expect(String(error)).toContain(text);
  });

  test("does not choose between two of one label", async () => {
    const own = ownPlatform();
    const twins = ["Twin", "TWIN"].map((label, at) => ({
      __typename: "JobTechnology",
      id: `twin-${at}`,
      label,
      available: true,
    }));
    const repositories = [{ id: "r", name: "Saagie", technologies: twins }];
    own.emulator.faults.add({
      match: { operation: "repositories" },
      status: 200,
      body: JSON.stringify({ data: { repositories } }),
    });
    const error = await rejection(own.saagie.technologies.find("twin"));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toContain("Use an id: twin-0, twin-1");
    expect(await own.saagie.technologies.find("twin-1")).toMatchObject({ label: "TWIN" });
  });

  test("names a technology that cannot be used any more, and none that is gone", async () => {
    const own = ownPlatform();
    own.emulator.technologies.withdraw(PYTHON);
    own.emulator.technologies.remove(SPARK);
    const { technologies } = own.saagie;
    expect(await technologies.nameOf(PYTHON)).toMatchObject({ label: "Python", available: false });
    expect(await technologies.nameOf(SPARK)).toBeUndefined();
  });

  test("has no contexts for jobs of a technology for apps", async () => {
    const error = await rejection(ownPlatform().saagie.technologies.jobContexts(JUPYTER));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toContain("Jupyter Notebook is a technology for apps");
  });

  test("offers a context until its deprecation date, by the client's clock", async () => {
    const ids = async (own: TestPlatform): Promise<readonly string[]> =>
      (await own.saagie.technologies.jobContexts(PYTHON)).map(({ id }) => id);
    expect(await ids(ownPlatform({ start: new Date("2022-12-31T00:00:00Z") }))).toEqual([
      "3.11",
      "3.10",
      "3.9",
      "3.8",
      "3.6",
    ]);
    expect(await ids(ownPlatform({ start: new Date("2023-01-01T00:00:01Z") }))).not.toContain("3.6");
  });
});

describe("what is read of the catalogue", () => {
  test("is remembered for five minutes, and shared by those who ask at once", async () => {
    const { saagie, emulator } = ownPlatform();
    const asked = watchRequests(emulator);
    await Promise.all(Array.from({ length: 20 }, () => saagie.technologies.find("Python")));
    emulator.clock.advance(FIVE_MINUTES_MS - 1);
    await saagie.technologies.list();
    expect(asked.count("TechnologiesListRepositories")).toBe(1);
    emulator.clock.advance(1);
    await saagie.technologies.list();
    expect(asked.count("TechnologiesListRepositories")).toBe(2);
  });

  test("is forgotten on demand", async () => {
    const { saagie, emulator } = ownPlatform();
    await saagie.technologies.jobContexts(PYTHON);
    emulator.technologies.withdrawContext(PYTHON, "3.10");
    expect((await saagie.technologies.jobContexts(PYTHON)).map(({ id }) => id)).toContain("3.10");
    saagie.technologies.refresh();
    expect((await saagie.technologies.jobContexts(PYTHON)).map(({ id }) => id)).not.toContain("3.10");
  });

  test("is not remembered when it failed", async () => {
    const { saagie, emulator } = ownPlatform();
    emulator.faults.add({ match: { operation: "repositories" }, status: 500 });
    expect(await rejection(saagie.technologies.list())).toMatchObject({ code: "HTTP_STATUS", status: 500 });
    expect((await saagie.technologies.list()).length).toBeGreaterThan(2);
  });

  test("by one who gave up is there for the others", async () => {
    const { saagie } = ownPlatform();
    const reason = new Error("gave up");
    const controller = new AbortController();
    const first = rejection(saagie.technologies.list({ signal: controller.signal }));
    const second = saagie.technologies.list();
    controller.abort(reason);
    expect(await first).toBe(reason);
    expect((await second).length).toBeGreaterThan(2);
  });
});
