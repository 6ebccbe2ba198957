import { expect, test } from "vitest";
import { LIBRARY, successor } from "./library.ts";
import { smallProject } from "./small-project.ts";

const BY_TYPE =
  "note: No root field tells 1.2 from 1.1: clients ask for a type besides, which codegen chooses.\n";
const BY_NOTHING =
  "note: Nothing that clients can see here tells 1.2 from 1.1: unless another endpoint does, a client that is not told " +
  "its platform's version takes it for 1.1.\n";

test.each([
  ["a field", successor(["pages: Int", "pages: Int weight: Int"]), BY_TYPE],
  ["a field that may be null no more", successor(["pages: Int", "pages: Int!"]), BY_TYPE],
  ["an enum value", successor(["IN LENT", "IN LENT LOST"]), BY_TYPE],
  ["a default", successor(["limit: Int = 10", "limit: Int = 20"]), BY_NOTHING],
  ["nothing", successor(), BY_NOTHING],
  ["a root field", successor(["type Query {", "type Query { newest: Book\n"]), ""],
  ["a root field that is gone", successor(["  search(text: String!): [Thing!]\n", ""]), ""],
])("where %s tells a version from the one before, that is said or not", async (_, sdl, note) => {
  const project = smallProject(LIBRARY);
  const { code, stdout } = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(code).toBe(0);
  expect(stdout.match(/^note: .*\n/mu)?.[0] ?? "").toBe(note);
});

test.each([
  ["2024.6", '--as: "2024.6" has another form than the known versions: write it like 2024.05: 2024.06\n'],
  [
    "v2024.06.1",
    '--as: "2024.06.1" has another form than the known versions: write it like 2024.05: 2024.06\n',
  ],
  ["2025", '--as: "2025" has another form than the known versions: write it like 2024.05\n'],
  ["2024.100", '--as: "2024.100" has another form than the known versions: write it like 2024.05\n'],
])(
  "%s, which the client could not tell from others, is refused with what to write",
  async (version, message) => {
    const project = smallProject({
      ...LIBRARY,
      "schema/library/versions.graphql":
        'extend schema @version(name: "1.0") @version(name: "1.1") @version(name: "2024.05")\n',
    });
    const before = project.files();
    expect(await project.regenerate(successor(["pages: Int", "pages: Float"]), version)).toEqual({
      code: 1,
      stdout: "",
      stderr: `${message}Nothing was changed.\n`,
    });
    expect(project.files()).toEqual(before);
  },
);

test("a thousand new types that lead to each other are placed together, in time that grows with them alone", async () => {
  const grown = (count: number): string => {
    const types = Array.from(
      { length: count },
      (_, at) => `type New${at} { next: New${(at + 1) % count} kind: Kind${at} } enum Kind${at} { A B }`,
    );
    return successor(
      ["scalar Moment", `scalar Moment ${types.join("\n")}`],
      ["type Query {", "type Query { fresh: New0\n"],
    );
  };
  const took = async (count: number): Promise<number> => {
    const project = smallProject(LIBRARY);
    const begun = process.cpuUsage();
    expect(await project.regenerate(grown(count), "1.2")).toMatchObject({ code: 0, stderr: "" });
    const { user } = process.cpuUsage(begun);
    expect(project.read("schema/library/desk/new0.graphql").match(/^type New/gmu)).toHaveLength(count);
    return user;
  };
  await took(10);
  const few = await took(100);
  // Ten times as many: a place that is looked for among all that is left would take a hundred times as long.
  expect(await took(1000)).toBeLessThan(40 * few);
});
