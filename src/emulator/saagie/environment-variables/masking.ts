import type { World } from "../world.ts";

/** What stands where a secret stood. */
const MASK = "••••••";

/** Shorter ones are parts of ordinary words. */
const LEAST_LENGTH = 4;

/** Makes what hides the values of secret variables in output: a job may have printed them. */
export function secretsMask({ variables, pipelineInstances }: World): (text: string) => string {
  const secrets = new Set<string>();
  const note = (value: string | null): void => {
    if (value !== null && value.length >= LEAST_LENGTH) secrets.add(value);
  };
  for (const { isPassword, value } of variables.values()) if (isPassword) note(value);
  for (const { jobRuns } of pipelineInstances.values())
    for (const { variablesOutput } of jobRuns)
      for (const { isPassword, value } of variablesOutput) if (isPassword) note(value);
  // A secret within another one would leave the rest of that.
  const ordered = [...secrets].toSorted((left, right) => right.length - left.length);
  return (text) => ordered.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}
