import type { EmulatedSaagie } from "../../../src/emulator/index.ts";
import { connect, BASH } from "../../emulator/saagie/wire.ts";

const AT_ONCE = 250;

/** The name of a job of {@link makeManyJobs}, which are numbered from 1. */
export function jobName(number: number): string {
  return `Load orders of shop ${number}`;
}

/** Makes many jobs, hundreds with each request: one by one it would take minutes. */
export async function makeManyJobs(
  emulator: EmulatedSaagie,
  projectId: string,
  count: number,
): Promise<void> {
  const wire = await connect(emulator);
  for (let first = 1; first <= count; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - first + 1) }, (_, at) => first + at);
    const inputs = numbers.map((number) => `$j${number}: JobInput!`);
    const fields = numbers.map((number) => `j${number}: createJob(job: $j${number}, jobVersion: $v) { id }`);
    const { errors } = await wire.post(
      `mutation ($v: JobVersionInput!, ${inputs.join(", ")}) { ${fields.join(" ")} }`,
      {
        v: { runtimeVersion: "debian11-bullseye", commandLine: "load --day yesterday", releaseNote: "first" },
        ...Object.fromEntries(numbers.map((number) => [`j${number}`, jobInput(projectId, number)])),
      },
    );
    if (errors !== undefined) throw new Error(errors[0]?.message);
  }
}

function jobInput(projectId: string, number: number): object {
  return {
    projectId,
    name: jobName(number),
    description: "Loads the orders of one shop, and counts them",
    category: "Processing",
    technology: { id: BASH },
    isStreaming: false,
    isScheduled: false,
  };
}
