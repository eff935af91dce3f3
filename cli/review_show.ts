/** Prints a draft, a step of it, or what was changed in it. */
import { applyEdits } from "../lib/review/apply.ts";
import { describeDraft } from "../lib/review/describe.ts";
import type { EditContext } from "../lib/review/edit.ts";
import { openDraft } from "../lib/review/open.ts";
import type { EditRequest } from "../lib/review/requests.ts";
import { stepLines, viewStep } from "../lib/review/step_view.ts";
import { tableLines } from "../lib/review/table.ts";
import { counted } from "../lib/text/counted.ts";
import { wrapped } from "../lib/text/wrap.ts";
import type { ReviewDocument } from "../lib/review/types.ts";
import type { Context } from "./context.ts";
import type { Output } from "./output.ts";

/** The table, or the document with `--json`. */
export async function showDraft(context: Context, name: string): Promise<void> {
  const { out } = context;
  const draft = await openDraft(name, await context.dataRoot(), context.cwd);
  if (draft.recovered !== undefined) out.warn(`note: ${draft.recovered}`);
  const document = await describeDraft(draft);
  for (const warning of document.warnings) out.warn(`warning: ${warning}`);
  out.lines(tableLines(document, styler(out), out.options.verbose));
  out.done({ ...document });
  context.finish("passed", stateWords(document));
}

/** Everything about one step. */
export async function showStep(context: Context, name: string, step: string): Promise<void> {
  const { out } = context;
  const draft = await openDraft(name, await context.dataRoot(), context.cwd);
  const view = viewStep(draft, await describeDraft(draft), step);
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
  const result = await applyEdits(name, asked.map(normal), edit);
  for (const warning of result.warnings) out.warn(`warning: ${warning}`);
  for (const { decision, subject, reason } of result.decisions) {
    const [first = "", ...more] = wrapped(`${decision.padEnd(8)}  ${subject}  ${reason}`, 0, 10);
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
