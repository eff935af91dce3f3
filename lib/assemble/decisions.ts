/** What was decided on requests that have no step, gathered for the draft and the ledger. */
import type { Redactor } from "../redact/redactor.ts";
import { counted } from "../text/counted.ts";
import { type Decision, isRefusal } from "./classify.ts";
import type { Ledger } from "./ledger.ts";
import { errorMessage } from "./recorded_errors.ts";
import type { Anonymous } from "../redact/anonymous.ts";
import { reasonOf, type Sequence } from "./sequence.ts";
import type { StepDraft } from "./step.ts";
import type { Folded, LeftOut, Recorded } from "./types.ts";

/** Events that name the job of a request. */
export const JOB_STARTS = { rule: "job-starts", reason: "part of their request's step" };

/** Lines of what was folded, by rule. */
export class Folds {
  readonly #lines = new Map<string, { rule: string; reason: string; lines: number[] }>();

  add({ rule, reason }: { rule: string; reason: string }, line: number): void {
    const known = this.#lines.get(rule);
    if (known === undefined) this.#lines.set(rule, { rule, reason, lines: [line] });
    else known.lines.push(line);
  }

  list(): Folded[] {
    return [...this.#lines.values()].map(({ rule, reason, lines }) => ({
      rule,
      reason,
      count: lines.length,
    }));
  }

  record(ledger: Ledger): void {
    for (const { rule, reason, lines } of this.#lines.values()) {
      ledger.add("fold", rule, `${counted(lines.length, "request")}: ${reason}`, { log_lines: lines });
    }
  }
}

/** Refusals that came from a moment, not from what was asked. */
export function passingWarnings(steps: readonly StepDraft[]): string[] {
  const passing = steps.filter(({ recorded }) =>
    isRefusal(recorded) &&
    ([401, 403, 409, 429].includes(recorded.status ?? 0) || (recorded.status ?? 0) >= 500)
  );
  const [first] = passing;
  if (first === undefined) return [];
  return [
    `${counted(passing.length, "step")} ${
      passing.length === 1 ? "expects" : "expect"
    } a refusal that came from the moment (busy, not logged in, a fault), ${first.id} the first; play waits and logs in, so it may not come again`,
  ];
}

/** The decision on a request that another one's step stands for. */
export function repeatOf(recorded: Recorded, { folded }: Sequence): Decision | undefined {
  const rule = folded.get(recorded)?.rule;
  return rule === undefined ? undefined : { kind: "fold", rule, reason: reasonOf(rule) };
}

/** What a failed request was answered with, without secrets. */
export function failureOf(
  recorded: Recorded,
  redactor: Redactor,
  anonymous: Anonymous,
): NonNullable<LeftOut["failed"]> {
  const said = errorMessage(recorded);
  const message = said === undefined
    ? undefined
    : anonymous.text(redactor.text(said, `line ${recorded.line}`));
  return {
    ...(recorded.status === undefined ? {} : { status: recorded.status }),
    ...(message === undefined ? {} : { message }),
  };
}
