import { readFileSync, writeFileSync } from "node:fs";
import { withCompatTable } from "./compat-table.ts";

const readme = new URL("../../README.md", import.meta.url);
writeFileSync(readme, await withCompatTable(readFileSync(readme, "utf8")));
