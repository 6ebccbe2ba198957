import type { CallOptions } from "../../core/options.ts";
import {
  conditionsOperations,
  ConditionsMethods,
  pipelinesOperations,
  type ConditionsEvaluateOptions,
  type ConditionsEvaluateResult,
  type ConditionsFilteredLogsResult,
  type PipelineInstanceReference,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { SaagieContext } from "../context.ts";
import { isFinalStatus } from "../jobs/runs.ts";
import { readLogPages, type LogLine, type LogOptions, type PagedLog } from "../logs/pages.ts";

/** Values for an expression: by name, or as the platform takes them. Variables are texts whatever they look like. */
export type ConditionVariables =
  Readonly<Record<string, string | number | boolean>> | NonNullable<ConditionsEvaluateOptions["variables"]>;

/** Options of trying out an expression. */
export interface EvaluateOptions extends CallOptions {
  /** The variables that the expression may name. */
  readonly variables?: ConditionVariables | null | undefined;
}

/** Names a condition in a run: by its own id there, or by its node and the run. */
export type ConditionLogTarget = { readonly project: ProjectReference } & (
  | { readonly conditionInstanceId: string }
  | { readonly pipelineInstance: PipelineInstanceReference; readonly conditionNodeId: string }
);

/** Conditions of pipelines: expressions tried out, and what became of them in runs. */
export class Conditions extends ConditionsMethods {
  readonly #context: SaagieContext;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
  }

  /**
   * Tries out an expression, with values for its variables.
   *
   * @remarks Remote call: platform `evaluateConditionExpression`, which the platform calls a preview.
   * @throws {@link RefusedError} when it is no expression, yields no boolean, or lacks a variable.
   * @example
   * ```ts
   * await saagie.conditions.evaluate("Sales", "double(rmse) > 500.0", { variables: { rmse: 512.5 } });
   * ```
   */
  override evaluate(
    project: ProjectReference,
    expression: string,
    options: EvaluateOptions = {},
  ): Promise<ConditionsEvaluateResult> {
    const { variables, ...callOptions } = options;
    const values = variables == null ? {} : { variables: toVariables(variables) };
    return this.call(
      conditionsOperations.evaluate,
      { projectId: project, expression, ...values },
      callOptions,
    );
  }

  /**
   * Reads the log of a condition in a run line by line; with `follow`, until it has been decided (by its node: until the
   * run has ended).
   *
   * @remarks Remote calls: platform `conditionPipelineFilteredLogs` or `conditionPipelineByNodeIdFilteredLogs`, a page at a
   * time; `conditionInstance` or `pipelineInstance` while following.
   * @example
   * ```ts
   * const target = { project: "Sales", conditionInstanceId };
   * for await (const { value } of saagie.conditions.logs(target)) console.log(value);
   * ```
   */
  async *logs(target: ConditionLogTarget, options: LogOptions = {}): AsyncGenerator<LogLine, void, void> {
    const { references } = this.#context;
    const { signal } = options;
    // Once, not for every page.
    const projectId = await references.resolve(
      "PROJECT",
      target.project,
      signal === undefined ? {} : { signal },
    );
    const log =
      "conditionInstanceId" in target
        ? this.#byId(projectId, target.conditionInstanceId)
        : this.#byNode(projectId, target);
    yield* readLogPages<LogLine>({ clock: this.#context.clock, ...log }, options);
  }

  #byId(projectId: string, conditionInstanceId: string): Omit<PagedLog<LogLine>, "clock"> {
    const { filteredLogs, instanceStatus } = conditionsOperations;
    return {
      operation: filteredLogs.name,
      page: async (request, options) =>
        linesOf(await this.call(filteredLogs, { projectId, conditionInstanceId, ...request }, options)),
      hasEnded: async (options) => {
        const { history } = await this.call(instanceStatus, { conditionInstanceId }, options);
        return history !== null && isFinalStatus(history.currentStatus.status);
      },
    };
  }

  #byNode(
    projectId: string,
    node: { readonly pipelineInstance: PipelineInstanceReference; readonly conditionNodeId: string },
  ): Omit<PagedLog<LogLine>, "clock"> {
    const { filteredLogsByNode } = conditionsOperations;
    const { pipelineInstance, conditionNodeId } = node;
    return {
      operation: filteredLogsByNode.name,
      page: async (request, options) => {
        const variables = { projectId, pipelineInstanceId: pipelineInstance, conditionNodeId, ...request };
        return linesOf(await this.call(filteredLogsByNode, variables, options));
      },
      hasEnded: async (options) => {
        const { status } = await this.call(
          pipelinesOperations.instanceStatus,
          { id: pipelineInstance },
          options,
        );
        return isFinalStatus(status);
      },
    };
  }
}

function linesOf({ content }: ConditionsFilteredLogsResult): readonly LogLine[] {
  return (content ?? []).map(({ index, stream, value }) => ({ index, stream, value }));
}

function toVariables(variables: ConditionVariables): NonNullable<ConditionsEvaluateOptions["variables"]> {
  if (isList(variables)) return variables;
  return Object.entries(variables).map(([key, value]) => ({ key, value: String(value) }));
}

function isList(
  variables: ConditionVariables,
): variables is NonNullable<ConditionsEvaluateOptions["variables"]> {
  return Array.isArray(variables);
}
