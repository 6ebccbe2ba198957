import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

const project = new URL("../../", import.meta.url);

/**
 * Says, for each method without a row, which file wants one: that in which other methods of its service have theirs.
 *
 * @param methods - those without a row, as `jobs.runCount`
 * @param folder - where rows are, from the project's root
 */
export function rowPlaces(methods: readonly string[], folder: string): readonly string[] {
  const files = readdirSync(new URL(folder, project), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({
      name: posix.join(folder, name),
      text: readFileSync(new URL(posix.join(folder, name), project), "utf8"),
    }));
  return methods.map((method) => {
    const [service = ""] = method.split(".");
    const homes = files.filter(({ text }) => text.includes(`method: "${service}.`)).map(({ name }) => name);
    const places = homes.length > 0 ? homes.join(" or ") : `a new file in ${folder}`;
    return `${method} has no row: add one to ${places}`;
  });
}
