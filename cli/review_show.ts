/** Prints a draft, a step of it, or what was changed in it. */
import { basename } from "node:path";
import { applyEdits } from "../lib/review/apply.ts";
import { describeDraft } from "../lib/review/describe.ts";
import type { EditContext } from "../lib/review/edit.ts";
import { type OpenDraft, openDraft } from "../lib/review/open.ts";
import type { EditRequest } from "../lib/review/requests.ts";
import { stepLines, viewStep } from "../lib/review/step_view.ts";
import { tableLines } from "../lib/review/table.ts";
import { counted } from "../lib/text/counted.ts";
import { wrapped } from "../lib/text/wrap.ts";
import type { ReviewDocument } from "../lib/review/types.ts";
import { assembleWords, deriveNamed, refuseOwnRecording } from "../lib/engine/derive_profile.ts";
import type { Context } from "./context.ts";
import type { Output } from "./output.ts";

/** A draft for looking at; `fixed` says how to come to one that can be changed. */
export interface ShownDraft {
  draft: OpenDraft;
  document: ReviewDocument;
  fixed: boolean;
}

/** Opens a draft, or derives one of what WEPPcloud itself made: places are those of its log then. */
export async function openShown(context: Context, name: string): Promise<ShownDraft> {
  const made = await deriveNamed(context, name);
  if (made === undefined) {
    const draft = await openDraft(name, await context.dataRoot(), context.cwd);
    return { draft, document: await describeDraft(draft), fixed: false };
  }
  const opened = await openDraft(basename(made.draftDir), made.scratchRoot, context.cwd);
  const draft = { ...opened, source: made.loaded.source, name: made.derived.name };
  const document = { ...await describeDraft(draft), dir: made.derived.folder, next: assembleWords(made) };
  return { draft, document, fixed: true };
}

/** The table, or the document with `--json`. */
export async function showDraft(context: Context, name: string): Promise<void> {
  const { out } = context;
  const { draft, document } = await openShown(context, name);
  if (draft.recovered !== undefined) out.warn(`note: ${draft.recovered}`);
  for (const warning of document.warnings) out.warn(`warning: ${warning}`);
  out.lines(tableLines(document, styler(out), out.options.verbose));
  out.done({ ...document });
  context.finish("passed", stateWords(document));
}

/** Everything about one step. */
export async function showStep(context: Context, name: string, step: string): Promise<void> {
  const { out } = context;
  const { draft, document } = await openShown(context, name);
  const view = viewStep(draft, document, step);
  out.lines(stepLines(view, styler(out)));
  out.done({ ...view });
  context.finish("passed", `step ${view.step.number} of ${draft.profile.steps.length}`);
}

/** Does the edits of the command line and says what was decided. */
export async function editDraft(
  context: Context,
  name: string,
  asked: readonly EditRequest[],
  edit: EditContext,
): Promise<void> {
  const { out } = context;
  await refuseOwnRecording(context, name, "review changes drafts only");
  const result = await applyEdits(name, asked.map(normal), edit);
  for (const warning of result.warnings) out.warn(`warning: ${warning}`);
  for (const { decision, subject, reason, evidence } of result.decisions) {
    const word = decision === "candidate" ? String(evidence?.["choice"]) : decision;
    const [first = "", ...more] = wrapped(`${word.padEnd(8)}  ${subject}  ${reason}`, 0, 10);
    out.lines([first, ...more.map((line) => out.style(line, "dim"))]);
  }
  const draft = await openDraft(name, edit.dataRoot, edit.cwd);
  const document = await describeDraft(draft);
  out.line(`next: ${document.next}`);
  out.done({ ...result, state: document.state, next: document.next });
  const done = result.decisions.length === 0
    ? "nothing to change"
    : counted(result.decisions.length, "decision");
  context.finish("passed", `${done}; ${stateWords(document)}`);
}

/** `--accept-suggestions` without a value means all. */
function normal(request: EditRequest): EditRequest {
  return request.kind === "accept" && request.at === "" ? { kind: "accept" } : request;
}

/** The last line of a review. */
export function stateWords({ state, steps, holes, absent }: ReviewDocument): string {
  const words = [
    counted(steps.length, "step"),
    ...(holes.length === 0 ? [] : [counted(holes.length, "hole")]),
    ...(absent.length === 0 ? [] : [counted(absent.length, "absent change")]),
  ];
  return `${words.join(", ")}${state === "ready" ? ", ready to promote" : ""}`;
}

/** Colours of the terminal, for what `lib/` writes. */
export function styler(out: Output): Output["style"] {
  return (text, ...styles) => out.style(text, ...styles);
}
