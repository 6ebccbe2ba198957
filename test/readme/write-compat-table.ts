import { readFileSync, writeFileSync } from "node:fs";
import { COMPAT_PAGE, withCompatTable } from "./compat-table.ts";

const page = new URL(`../../${COMPAT_PAGE}`, import.meta.url);
writeFileSync(page, await withCompatTable(readFileSync(page, "utf8")));
