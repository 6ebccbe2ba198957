import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DocumentNode } from "graphql";
import { listEndpoints, schemaFiles, type SchemaPlace } from "../schema/load-schema.ts";
import { schemaAt } from "../schema/versioned-schema.ts";
import { sharedRootFields, unpublished } from "./check-request.ts";
import { readSchemaText } from "./edit/schema-text.ts";
import { RegenerateError } from "./regenerate-error.ts";

/**
 * Finds the endpoint of that name.
 *
 * @param directory - the folder of schemas
 * @param name - for example `saagie/platform`
 * @throws {@link RegenerateError} naming those that there are
 */
export function endpointNamed(directory: string, name: string): SchemaPlace {
  const found = placesIn(directory).find((place) => nameOf(place) === name);
  if (found !== undefined) return found;
  const names = placesIn(directory).map(nameOf).join(", ");
  throw new RegenerateError({
    place: "--endpoint",
    message: `there is no ${name}, but ${names || "none at all"}`,
  });
}

/**
 * Finds the endpoint that a schema is of: the one whose root fields it has most of.
 *
 * @throws {@link RegenerateError} when it has none of any, or as many of two
 */
export function endpointOf(directory: string, document: DocumentNode): SchemaPlace {
  const shares = placesIn(directory)
    .map((place) => ({ place, share: shareOf(place, document) }))
    .filter(({ share }) => share > 0)
    .toSorted((left, right) => right.share - left.share);
  const [best, second] = shares;
  if (best !== undefined && best.share > (second?.share ?? 0)) return best.place;
  const message = "the schema does not tell which endpoint it is of: give one, for example saagie/platform";
  throw new RegenerateError({ place: "--endpoint", message });
}

function shareOf(place: SchemaPlace, document: DocumentNode): number {
  const text = readSchemaText(schemaFiles(place));
  const newest = text.versions.at(-1);
  if (newest === undefined || unpublished(text) !== undefined) return 0;
  return sharedRootFields(schemaAt(text.superset, newest), document);
}

function placesIn(directory: string): readonly SchemaPlace[] {
  const platforms = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return platforms.flatMap(({ name: platform }) =>
    listEndpoints(directory, platform).map((endpoint) => ({ directory, platform, endpoint })),
  );
}

function nameOf({ platform, endpoint }: SchemaPlace): string {
  return join(platform, endpoint).replaceAll("\\", "/");
}
