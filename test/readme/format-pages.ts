/** Formats every page that is not formatted: `npm run format`. */
import { writeFileSync } from "node:fs";
import { formatPage } from "./format-page.ts";
import { pages } from "./pages.ts";

for (const { path, text } of pages) {
  const formatted = await formatPage(text);
  if (formatted !== text) writeFileSync(new URL(`../../${path}`, import.meta.url), formatted);
}
