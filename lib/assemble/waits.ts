/** Puts what was found about order and waiting on the steps. */
import type { Wait } from "../model/profile.ts";
import type { Ledger } from "./ledger.ts";
import { shortRequest } from "./recorded_errors.ts";
import type { FoundWait } from "./repeated_reads.ts";
import { reasonOf, type Sequence } from "./sequence.ts";
import { addressOfStep, JOB_TIMEOUT, type StepDraft } from "./step.ts";
import type { MarkedStep, RepeatedRequest } from "./types.ts";

/** The steps with their marks and waits, each noted in the ledger. */
export function shapeSteps(
  steps: readonly StepDraft[],
  { folded, optional, waits }: Sequence,
  ledger: Ledger,
): { steps: StepDraft[]; optional: MarkedStep[]; waits: MarkedStep[]; repeats: RepeatedRequest[] } {
  const ids = new Map(steps.map((draft) => [draft.recorded, draft]));
  const marks: MarkedStep[] = [];
  const given: MarkedStep[] = [];
  const places = new Map(steps.map((draft, index) => [draft, index]));
  const held = new Map<StepDraft, Wait>();
  for (const found of waits) {
    const cause = ids.get(found.cause);
    const read = ids.get(found.read);
    if (cause === undefined || read === undefined) continue;
    const path = addressOfStep(read.step);
    if (path === undefined) continue;
    const byJob = found.byJob && "wait" in cause.step && cause.step.wait?.type === "job";
    const holder = byJob ? cause : holderOf(cause, steps[(places.get(read) ?? 0) - 1], held, optional);
    if (!byJob && holder !== undefined) held.set(holder, { type: "resource", path, timeout: JOB_TIMEOUT });
    const words = byJob
      ? "; the wait for the job covers it"
      : holder === undefined
      ? "; no step has room to wait for it"
      : "";
    given.push(noteWait(holder ?? cause, found, words, path, ledger));
  }
  const shaped = steps.map((draft): StepDraft => {
    // A step whose values others use is never left out.
    const rule = "save" in draft.step ? undefined : optional.get(draft.recorded);
    const wait = held.get(draft);
    if (rule !== undefined) {
      const reason = reasonOf(rule);
      marks.push({ step: draft.id, rule, reason });
      ledger.add("optional", draft.id, `${rule}: ${reason}`, { log_lines: draft.recorded.lines });
    }
    if (rule === undefined && wait === undefined) return draft;
    const step = {
      ...first(draft.step, rule !== undefined),
      ...(wait === undefined ? {} : { wait }),
    };
    return { ...draft, step: step as StepDraft["step"] };
  });
  const repeats = [...folded].filter(([one]) => one.inWindow).flatMap(([one, { rule, of, words }]) => {
    const step = ids.get(of)?.id;
    if (step === undefined) return [];
    const method = one.method === "GET" ? "read" : "change";
    ledger.add("repeat", step, `${rule}: the same ${method} ${words}`, {
      log_lines: one.lines,
      repeated_at: of.lines,
    });
    return [{ step, rule, line: one.line, words }];
  });
  return { steps: shaped, optional: marks, waits: given, repeats };
}

/**
 * The step that waits: the cause, or, when that waits for another resource already, the step right before the read.
 * A step has one wait, and an optional one may not be played.
 */
function holderOf(
  cause: StepDraft,
  before: StepDraft | undefined,
  held: ReadonlyMap<StepDraft, Wait>,
  optional: Sequence["optional"],
): StepDraft | undefined {
  if (!held.has(cause)) return cause;
  if (before === undefined || held.has(before) || optional.has(before.recorded)) return undefined;
  return "wait" in before.step ? undefined : before;
}

/** The mark stands near the top, where a reader sees it. */
function first(step: StepDraft["step"], optional: boolean): object {
  if (!optional) return step;
  const { id, action, ...rest } = step;
  return { id, action, optional: true, ...rest };
}

function noteWait(
  cause: StepDraft,
  { read, failed }: FoundWait,
  words: string,
  path: string,
  ledger: Ledger,
): MarkedStep {
  const times = failed.length === 1 ? "once" : `${failed.length} times`;
  const reason = `${shortRequest(path)} was asked for in vain ${times} before it was there${words}`;
  ledger.add("wait", cause.id, reason, { log_lines: [...failed, read].map(({ line }) => line) });
  return { step: cause.id, rule: "repeated-reads", reason };
}
