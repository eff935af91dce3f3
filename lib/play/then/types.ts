/** What a check after the steps works with. */
import type { StepReport, ThenReport } from "../../model/report.ts";
import type { StepContext } from "../run_step.ts";
import type { PlayState } from "../state.ts";
import type { ThenOptions } from "./options.ts";

/** What a check works with. */
export interface CheckInput {
  state: PlayState;
  context: StepContext;
  options: ThenOptions;
  /** What the report says of the copy; filled as things become known. */
  made: ThenReport;
  /** Id of the step in the report. */
  id: string;
}

/** Makes one check; its failures are in the step. */
export type Check = (input: CheckInput) => Promise<StepReport>;
