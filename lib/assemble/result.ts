/** What came of an assembly, put together from its stages. */
import type { BaselineCandidates } from "../baseline/candidates.ts";
import { Hole } from "../model/profile.ts";
import { counted } from "../text/counted.ts";
import type { AgainstResult } from "./against/compare.ts";
import { childRunWords } from "./child_run.ts";
import type { DraftBefore } from "./continue.ts";
import type { FilledSteps } from "./fill.ts";
import { holesOf } from "./holes.ts";
import type { Judged } from "./judge.ts";
import { keptLinks } from "./links/report.ts";
import type { Plan } from "./plan.ts";
import type { ReadRecording } from "./read.ts";
import type { StepDraft } from "./step.ts";
import type { AssembleResult } from "./types.ts";

/** What the stages gave. */
export interface Stages {
  recording: ReadRecording;
  planned: Plan;
  filled: FilledSteps;
  judged: Judged;
  candidates: BaselineCandidates | undefined;
  against: AgainstResult | undefined;
  draftDir: string;
  /** The draft that it takes the place of. */
  before: DraftBefore | undefined;
}

/** The result; holes have no lines yet, and redactions are not counted. */
export function resultOf(stages: Stages): AssembleResult {
  const { recording, planned, filled, judged, candidates, against, draftDir } = stages;
  const { source, about, name } = recording;
  const { steps, users } = filled;
  const { written, suspects } = judged;
  const ids = new Set(steps.map(({ id }) => id));
  const isKept = ({ step }: { step: string }) => ids.has(step);
  return {
    draft: `_drafts/${name}`,
    draftDir,
    source: source.kind,
    runId: about.runId,
    ...(about.config === undefined ? {} : { config: about.config }),
    ...(recording.captures.length === 0 ? {} : { captures: [...recording.captures] }),
    events: written.count,
    ...(written.from === undefined ? {} : { from: written.from }),
    ...(written.to === undefined ? {} : { to: written.to }),
    steps: steps.length,
    ...uploadCounts(steps),
    seeds: filled.seeds,
    holes: steps.flatMap(holesOf),
    absent: planned.absent,
    ...(planned.earlier === undefined ? {} : { earlier: planned.earlier }),
    ...keptLinks(planned.linked, steps),
    dropped: filled.dropped,
    ...(candidates === undefined ? {} : { candidates }),
    ...(against === undefined ? {} : { against }),
    folded: planned.folded,
    repeats: planned.repeats.filter(isKept),
    optional: planned.optional.filter(isKept),
    waits: planned.waits.filter(isKept),
    ...(users.about === undefined ? {} : { users: users.about }),
    ...(users.sentence === undefined ? {} : { who: users.sentence }),
    leftOut: planned.leftOut,
    redactions: 0,
    suspects: suspects.list().filter(({ words }) => !stages.before?.keptSuspects.includes(words)),
    problems: about.problems,
    warnings: warningsOf(stages),
  };
}

/** Files that steps send, and fields that were sent without one. */
function uploadCounts(steps: readonly StepDraft[]): { uploads: number; emptyFiles: number } {
  const files = steps.flatMap(({ step }) => Object.values("files" in step ? step.files ?? {} : {}).flat());
  const emptyFiles = files.filter((file) => !(file instanceof Hole) && "empty" in file).length;
  return { uploads: files.length - emptyFiles, emptyFiles };
}

function warningsOf(stages: Stages): string[] {
  const { recording, planned, filled, judged: { unread, suspects }, before } = stages;
  const child = childRunWords(recording.about.runId);
  return [
    ...(before?.warning === undefined ? [] : [before.warning]),
    ...recording.about.gaps,
    ...(child === undefined ? [] : [child]),
    ...recording.source.made?.warnings ?? [],
    ...(unread === undefined ? [] : [unread]),
    ...(planned.earlier === undefined ? [] : [planned.earlier]),
    ...planned.warnings,
    ...planned.doubts,
    ...filled.users.warnings,
    ...filled.warnings,
    ...(suspects.more === 0 ? [] : [`${counted(suspects.more, "suspect")} more than are listed`]),
    ...(filled.configWarning === undefined ? [] : [filled.configWarning]),
  ];
}
