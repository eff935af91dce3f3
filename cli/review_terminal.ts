/** Reviewing a draft on a terminal: the table, then one step after the other. */
import { requireWritable } from "../lib/drafts/access.ts";
import { applyEdits } from "../lib/review/apply.ts";
import { describeDraft } from "../lib/review/describe.ts";
import type { EditContext } from "../lib/review/edit.ts";
import { candidatesOpen, openSteps, reviewDraft } from "../lib/review/interactive.ts";
import { isDraft, openDraft, requireDraft } from "../lib/review/open.ts";
import { tableLines } from "../lib/review/table.ts";
import { counted } from "../lib/text/counted.ts";
import type { Context } from "./context.ts";
import { editText } from "./editor.ts";
import { openPrompt } from "./prompt.ts";
import { openShown, stateWords, styler } from "./review_show.ts";

/**
 * Shows the draft and asks about its steps. What cannot be changed is only shown.
 *
 * @param every ask about every step, not only about those with something open
 */
export async function reviewOnTerminal(
  context: Context,
  name: string,
  edit: EditContext,
  every: boolean,
): Promise<void> {
  const { out } = context;
  const load = async () => {
    const draft = await openDraft(name, edit.dataRoot, edit.cwd);
    return { draft, document: await describeDraft(draft) };
  };
  const { draft, document, fixed } = await openShown(context, name);
  if (draft.recovered !== undefined) out.warn(`note: ${draft.recovered}`);
  for (const warning of document.warnings) out.warn(`warning: ${warning}`);
  const style = styler(out);
  out.lines(tableLines(document, style, out.options.verbose));
  const open = openSteps(document, draft, every);
  if (fixed || (open.length === 0 && !candidatesOpen(document)) || (!every && !isDraft(draft))) {
    return context.finish("passed", stateWords(document));
  }
  requireDraft(draft);
  await requireWritable(draft.dir, ["profile.yaml"]);
  out.line();
  out.line(`${counted(open.length, "step")} to decide on; ? explains the keys`);
  let prompt = openPrompt(context);
  try {
    const end = await reviewDraft({
      style,
      show: (lines) => out.lines(lines),
      ask: (question) => prompt.ask(question),
      edit: async (text, line) => {
        // The editor needs the terminal for itself.
        prompt.close();
        prompt = openPrompt(context);
        return await editText(text, line, context.env);
      },
      load,
      apply: (requests) => applyEdits(name, requests, { ...edit, now: new Date() }),
    }, every);
    const after = (await load()).document;
    out.line();
    out.line(`next: ${after.next}`);
    const words = `${counted(end.decisions, "decision")}${end.left ? ", not all steps seen" : ""}`;
    context.finish("passed", `${words}; ${stateWords(after)}`);
  } finally {
    prompt.close();
  }
}
