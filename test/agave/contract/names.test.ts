import { expect, test } from "vitest";
import { loginOf, namesFrom, needed, NotNamedError, takeNames } from "./names.ts";

const ENVIRONMENT = {
  AGAVE_TENANT: "orchard",
  AGAVE_USERNAME: "maria",
  AGAVE_PASSWORD: "word",
  AGAVE_STORAGE_SYSTEM: "vault",
  AGAVE_EXECUTION_SYSTEM: "grid",
  AGAVE_APP: "tally-2.1.0",
  AGAVE_PUBLIC_APP: "poll-1.0.0u1",
};

test("an environment without a tenant names none", () => {
  expect(namesFrom({ ...ENVIRONMENT, AGAVE_TENANT: undefined })).toBeUndefined();
});

test("one with a tenant says what else it has to name", () => {
  const { AGAVE_APP: _, ...rest } = ENVIRONMENT;
  expect(() => namesFrom(rest)).toThrow("AGAVE_TENANT is set, and AGAVE_APP is not.");
});

test("a row that needs somebody or something that is not named says which variables name it", () => {
  const found = namesFrom(ENVIRONMENT);
  if (found === undefined) throw new NotNamedError("AGAVE_TENANT");
  takeNames(found);
  expect(loginOf("ann")).toEqual({ username: "maria", password: "word" });
  expect(() => loginOf("bob")).toThrow("AGAVE_OTHER_USERNAME and AGAVE_OTHER_PASSWORD");
  expect(() => loginOf("admin")).toThrow("AGAVE_ADMIN_USERNAME and AGAVE_ADMIN_PASSWORD");
  expect(() => needed("endlessImage")).toThrow("AGAVE_ENDLESS_IMAGE");
});
