import type { EmulatedSaagie } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { judgeRead, judgeWrite, told, type Told, type Verdict } from "./verdict.ts";

/** One operation: it goes through the proxy at once, and is judged when everything has come to rest. */
export type Operation = () => Promise<() => Promise<Verdict>>;

/** Makes an operation of one kind; what it needs is there before, past the proxy. */
export type OperationKind = (nth: number) => Promise<Operation>;

const SCRIPT = (nth: number): string => `print(${nth}) # ${"x".repeat(nth % 400)}`;

/** The operations on Saagie, by name. */
export async function saagieOperations(
  emulator: EmulatedSaagie,
  saagie: Saagie,
): Promise<Readonly<Record<string, OperationKind>>> {
  const { url, platform, realm, user, password, fetch } = emulator;
  const direct = new Saagie({ url, platform, realm, user, password, fetch, platformVersion: "2024.05" });
  const { id: project } = await direct.projects.ensure({ name: "Chaos" });
  const definition = (nth: number) => ({
    name: `job ${nth}`,
    technology: "Python",
    description: `number ${nth}`,
    file: { name: "main.py", content: SCRIPT(nth) },
  });
  const textOf = async (job: string, version: number): Promise<string> =>
    new Response((await direct.jobs.openArtifact(job, version)).stream).text();
  const named = async (name: string): Promise<readonly string[]> =>
    (await direct.jobs.listMinimal(project)).filter((job) => job.name === name).map(({ id }) => id);
  const makeJob = async (nth: number): Promise<string> =>
    (await direct.jobs.create(project, definition(nth))).id;

  return {
    "jobs.create": async (nth) => async () => {
      const outcome = await told(() => saagie.jobs.create(project, definition(nth)));
      return async () => {
        const ids = await named(`job ${nth}`);
        const [id] = ids;
        const isRight = id === undefined || (await textOf(id, 1)) === SCRIPT(nth);
        const answered = "value" in outcome ? outcome.value.id : id;
        const fault = isRight && answered === id ? undefined : "another job or package";
        return judgeWrite(outcome, { times: ids.length, fault }, `jobs.create ${nth}`);
      };
    },
    "jobs.createOrUpgrade": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const outcome = await told(() =>
          saagie.jobs.createOrUpgrade(project, {
            ...definition(nth),
            file: { name: "main.py", content: `# next ${nth}` },
          }),
        );
        return async () => judgeVersions(outcome, id, { nth, about: "jobs.createOrUpgrade" });
      };
    },
    "jobs.upgrade": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const file = { name: "main.py", content: `# next ${nth}` };
        const outcome = await told(() => saagie.jobs.upgrade(id, { file }));
        return async () => judgeVersions(outcome, id, { nth, about: "jobs.upgrade" });
      };
    },
    "jobs.edit": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const outcome = await told(() => saagie.jobs.edit(id, { description: `edited ${nth}` }));
        return async () => {
          const isEdited = (await direct.jobs.get(id)).description === `edited ${nth}`;
          return judgeWrite(outcome, { times: isEdited ? 1 : 0 }, `jobs.edit ${nth}`);
        };
      };
    },
    "jobs.run": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const outcome = await told(() => saagie.jobs.run(id));
        return async () => {
          const instances = (await direct.jobs.get(id)).instances ?? [];
          const isOwn = "error" in outcome || instances.some((run) => run.id === outcome.value.id);
          const fault = isOwn ? undefined : "another run";
          return judgeWrite(outcome, { times: instances.length, fault }, `jobs.run ${nth}`);
        };
      };
    },
    "jobs.delete": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const outcome = await told(() => saagie.jobs.delete(id));
        return async () => {
          const isThere = (await named(`job ${nth}`)).length > 0;
          return judgeWrite(outcome, { times: isThere ? 0 : 1 }, `jobs.delete ${nth}`);
        };
      };
    },
    "environmentVariables.create": async (nth) => async () => {
      const variable = { name: `V_${nth}`, value: `value ${nth}` };
      const outcome = await told(() => saagie.environmentVariables.create({ project }, variable));
      return async () => {
        const found = (await direct.environmentVariables.list({ project })).filter(
          ({ name }) => name === variable.name,
        );
        const fault = found.some(({ value }) => value !== variable.value) ? "another value" : undefined;
        return judgeWrite(outcome, { times: found.length, fault }, `environmentVariables.create ${nth}`);
      };
    },
    "pipelines.createLinear": async (nth) => {
      const job = await makeJob(nth);
      return async () => {
        const outcome = await told(() =>
          saagie.pipelines.createLinear(project, { name: `pipeline ${nth}`, jobs: [job] }),
        );
        return async () => {
          const found = (await direct.pipelines.listMinimal(project)).filter(
            ({ name }) => name === `pipeline ${nth}`,
          );
          return judgeWrite(outcome, { times: found.length }, `pipelines.createLinear ${nth}`);
        };
      };
    },
    "jobs.get": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const outcome = await told(() => saagie.jobs.get(id));
        return async () =>
          judgeRead(outcome, (job) => job.id === id && job.name === `job ${nth}`, `jobs.get ${nth}`);
      };
    },
    "jobs.openArtifact": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const outcome = await told(async () =>
          new Response((await saagie.jobs.openArtifact(id, 1)).stream).text(),
        );
        return async () => judgeRead(outcome, (text) => text === SCRIPT(nth), `jobs.openArtifact ${nth}`);
      };
    },
    "jobs.listMinimal": async (nth) => {
      const id = await makeJob(nth);
      return async () => {
        const outcome = await told(() => saagie.jobs.listMinimal(project));
        return async () =>
          judgeRead(outcome, (jobs) => jobs.some((job) => job.id === id), `jobs.listMinimal ${nth}`);
      };
    },
  };

  async function judgeVersions(
    outcome: Told<unknown>,
    id: string,
    { nth, about }: { readonly nth: number; readonly about: string },
  ): Promise<Verdict> {
    const { versions } = await direct.jobs.get(id);
    const isRight = versions.length < 2 || (await textOf(id, 2)) === `# next ${nth}`;
    const fault = isRight ? undefined : "another package";
    return judgeWrite(outcome, { times: versions.length - 1, fault }, `${about} ${nth}`);
  }
}
