import { InvalidInputError } from "../../core/errors.ts";
import { nearNames } from "../../core/lookup/lookup.ts";

const FIELDS = "minute hour day-of-month month day-of-week";

/**
 * Checks a cron expression as the platform takes it: five fields, day of week from 0 to 7 (0 and 7 are Sunday).
 *
 * @throws {@link InvalidInputError} naming the field that is wrong.
 */
export async function checkCron(cron: string): Promise<void> {
  const fields = cron.trim().split(/\s+/u);
  const refuse = (why: string, cause?: unknown): never => {
    throw new InvalidInputError(`${JSON.stringify(cron)} is not a cron expression: ${why}.`, {
      cause,
      hint: `Five fields are expected (${FIELDS}), e.g. "0 5 * * 1-5".`,
    });
  };
  if (fields.length !== 5 || cron.trim() === "") {
    refuse(
      cron.trim() === "" ? "it is empty" : `it has ${fields.length} field${fields.length === 1 ? "" : "s"}`,
    );
  }
  // The library knows extensions (L, W, #, ?) that nothing says the platform knows.
  const odd = fields.find(
    (field) => !/^[\d*,/a-z-]+$/iu.test(field) || /^[lw]|\d[lw]$|(?:^|,)\//iu.test(field),
  );
  if (odd !== undefined) refuse(`"${odd}" is not understood`);
  // Loaded only when there is a schedule to check.
  const { Cron } = await import("croner");
  try {
    const bounded = fields.map(withBoundedSteps).join(" ");
    // Sloppy is what the library calls a step after a number: "0/15" is every 15 from 0 on, as other clients write it.
    new Cron(bounded, { paused: true, mode: "5-part", sloppyRanges: true }).stop();
  } catch (error) {
    refuse(
      error instanceof Error
        ? error.message.replace(/^CronPattern: /u, "").replace(/\.$/u, "")
        : "it is invalid",
      error,
    );
  }
}

/** How many values each field has. */
const SIZES = [60, 24, 31, 12, 7];

/** A field whose steps are none beyond it: `*\/90` of minutes is the first minute, which the library does not take. */
function withBoundedSteps(field: string, index: number): string {
  const size = SIZES[index] ?? 1;
  return field.replaceAll(/\/(\d+)/gu, (_, step: string) => `/${Math.min(Number(step), size)}`);
}

/**
 * Checks an IANA time zone, spelled as the time zone database spells it.
 *
 * @throws {@link InvalidInputError} with near names.
 */
export function checkTimeZone(zone: string): void {
  const known = Intl.supportedValuesOf("timeZone");
  if (zone === "UTC" || known.includes(zone)) return;
  const spelled = known.find((name) => name.toLowerCase() === zone.toLowerCase());
  // Older names of a zone are understood but not listed.
  if (spelled === undefined && /^[A-Z]/u.test(zone) && isUnderstood(zone)) return;
  const near = spelled === undefined ? nearNames(zone, ["UTC", ...known]) : [spelled];
  throw new InvalidInputError(`${JSON.stringify(zone)} is not a time zone.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : "Give an IANA name such as Europe/Paris or UTC.",
  });
}

function isUnderstood(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
