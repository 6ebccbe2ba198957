import { fileURLToPath } from "node:url";

/** Where the schema files are: at the same place from the sources and from the built package. */
export const SCHEMA_FOLDER: string = fileURLToPath(new URL("../../../schema/", import.meta.url));
