import type { AppRecord, AppValueRecord } from "../../apps/records.ts";
import { textOf, type Json } from "../../wire/values.ts";
import { inputName } from "./inputs.ts";
import type { JobRecord } from "../records.ts";

/** Puts a job's inputs and parameters into the template of its app: each stands for `${id}`. */
export function fillTemplate(template: string, app: AppRecord, job: JobRecord): string {
  const values = new Map<string, string>();
  for (const input of app.inputs) {
    const names = (job.inputs[input.id] ?? []).map((url) => inputName(url));
    values.set(input.id, argumentsOf(input, names));
  }
  for (const parameter of app.parameters)
    values.set(parameter.id, parameterOf(parameter, job.parameters[parameter.id]));
  return template.replace(/\$\{(\w[\w.-]*)\}/g, (all, id: string) => values.get(id) ?? all);
}

function parameterOf(parameter: AppValueRecord, value: Json | undefined): string {
  if (value === undefined) return "";
  // A flag is its argument, or nothing.
  if (parameter.value["type"] === "flag")
    return value === true ? (textOf(parameter.details["argument"]) ?? "") : "";
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return argumentsOf(
    parameter,
    list.map((one) => (typeof one === "boolean" ? String(Number(one)) : (textOf(one) ?? ""))),
  );
}

function argumentsOf({ value, details }: AppValueRecord, list: readonly string[]): string {
  const quoted = value["enquote"] === true ? list.map((one) => `"${one}"`) : list;
  const argument = details["showArgument"] === true ? (textOf(details["argument"]) ?? "") : "";
  if (details["repeatArgument"] === true) return quoted.map((one) => argument + one).join(" ");
  return quoted.length === 0 ? "" : argument + quoted.join(" ");
}
