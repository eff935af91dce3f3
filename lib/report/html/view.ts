/** What the parts of a play's page share. */
import type { Report } from "../../model/report.ts";
import type { ResultFiles } from "../types.ts";
import type { Budget } from "./budget.ts";
import type { Transcript } from "./transcript.ts";

/** One play on the page. */
export interface PlayView {
  report: Report;
  /** Missing where nothing was sent, or an older version played. */
  transcript: Transcript | undefined;
  files: ResultFiles;
  /** Level of the play's heading; its parts are one below. */
  level: number;
  /** Begins every id of this play: empty where it is the only one. */
  prefix: string;
  /** One of several, and it passed: what was sent is in its own result folder. */
  brief: boolean;
  /** Room for bodies, headers and commands, and for evidence of comparisons. */
  bodies: Budget;
  evidence: Budget;
}

/** Characters that are kept of the room for steps and comparisons that did not pass. */
export const KEPT_FOR_BAD = 800_000;

/** Id of a step's element: links from outside name it. */
export function stepAnchor({ prefix }: PlayView, id: string): string {
  return `${prefix}step-${id}`;
}

/** Id of the element of the n-th comparison. */
export function comparisonAnchor({ prefix }: PlayView, index: number): string {
  return `${prefix}comparison-${index + 1}`;
}
