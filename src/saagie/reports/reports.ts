import { ReportsMethods } from "../../../generated/saagie/methods.ts";
import type { SaagieContext } from "../context.ts";

/** What ran lately, in all projects that this user may see. */
export class Reports extends ReportsMethods {
  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
  }
}
