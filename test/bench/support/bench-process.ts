import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a process sends back. */
type Reply = { readonly result: unknown } | { readonly error: string };

/** A process of its own that runs a module of ours, and does what it is asked, one task after the other. */
export class BenchProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /**
   * Starts one.
   *
   * @param module - the `import.meta.url` of a module that calls {@link answerTasks}
   * @param flags - for Node
   */
  static start(module: string, flags: readonly string[] = []): BenchProcess {
    const execArgv = ["--import", "tsx", ...flags];
    return new BenchProcess(fork(fileURLToPath(module), ["--child"], { execArgv }));
  }

  /**
   * Has a task done.
   *
   * @throws Error with what was thrown there, or when the process has ended.
   */
  async ask<Result>(task: unknown): Promise<Result> {
    const reply = await new Promise<Reply>((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`The process ended with ${code}.`));
      this.#child.once("exit", onExit);
      this.#child.once("message", (message) => {
        this.#child.off("exit", onExit);
        resolve(message as Reply);
      });
      this.#child.send(task as object);
    });
    if ("error" in reply) throw new Error(reply.error);
    return reply.result as Result;
  }

  end(): void {
    this.#child.kill();
  }
}

/** Whether this process was started by {@link BenchProcess}. */
export const isBenchProcess: boolean = process.argv.includes("--child");

/** Does the tasks that {@link BenchProcess.ask} sends to this process. */
export function answerTasks(work: (task: never) => Promise<unknown>): void {
  process.on("message", (task) => {
    void work(task as never).then(
      (result) => process.send?.({ result } satisfies Reply),
      (error: unknown) => process.send?.({ error: String(error instanceof Error ? error.stack : error) }),
    );
  });
}
