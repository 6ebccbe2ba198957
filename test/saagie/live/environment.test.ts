import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { namedPlatform, PartlyNamedError, type Environment } from "./environment.ts";

const ADDRESS = { SAAGIE_URL: "https://acme-workspace.example.io/projects/platform/6" };
const ACCOUNT = { SAAGIE_USER: "ada", SAAGIE_PASSWORD: "s3cret" };

test.each<Environment>([{}, { SAAGIE_URL: "", SAAGIE_USER: "" }, { SAAGIE_PLATFORM_VERSION: "2024.02" }])(
  "%o names no platform",
  (environment) => {
    expect(namedPlatform(environment)).toBeUndefined();
  },
);

test.each<Environment>([
  { ...ADDRESS, ...ACCOUNT },
  { ...ADDRESS, SAAGIE_TOKEN: "t0ken" },
])("%o names a platform", (environment) => {
  expect(namedPlatform(environment)).toBe(environment);
});

test.each<readonly [Environment, string]>([
  [
    ADDRESS,
    "has SAAGIE_URL and lacks SAAGIE_USER, SAAGIE_PASSWORD (SAAGIE_TOKEN, if it lasts as long, stands for user and password).",
  ],
  [{ ...ADDRESS, SAAGIE_USER: "ada" }, "has SAAGIE_URL, SAAGIE_USER and lacks SAAGIE_PASSWORD ("],
  [ACCOUNT, "has SAAGIE_USER, SAAGIE_PASSWORD and lacks SAAGIE_URL ("],
  [{ SAAGIE_TOKEN: "t0ken" }, "has SAAGIE_TOKEN and lacks SAAGIE_URL ("],
])("%o says what is missing, what it needs and how long it takes", (environment, says) => {
  const run = (): unknown => namedPlatform(environment);
  expect(run).toThrow(PartlyNamedError);
  expect(run).toThrow(says);
  expect(run).toThrow(/ROLE_ADMIN\), and about three hours\..* runs on an emulator\.$/u);
  expect(run).not.toThrow(/s3cret|t0ken/u);
});

test("the page for maintainers names the same variables, right and time", () => {
  const page = readFileSync(new URL("../../../.github/CONTRIBUTING.md", import.meta.url), "utf8");
  const [, section = ""] = page.split("## The contract on your own platform");
  for (const word of ["`SAAGIE_URL`", "`SAAGIE_USER`", "`SAAGIE_PASSWORD`", "`SAAGIE_TOKEN`", "`ROLE_ADMIN`"])
    expect(section).toContain(word);
  expect(section).toContain("about three hours");
});
