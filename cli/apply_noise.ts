/** `update-baseline --noise`: writes the rules that `play --learn-noise` proposed into the profile. */
import type { LoadedProfile } from "../lib/profiles/load.ts";
import { ProfileError } from "../lib/errors.ts";
import type { NoiseProposal } from "../lib/noise/proposal.ts";
import { counted } from "../lib/text/counted.ts";
import type { Context } from "./context.ts";
import { printProposal } from "./play/noise.ts";
import { openPrompt } from "./prompt.ts";

/** Options as the command line gives them. */
export interface ApplyNoiseFlags {
  all?: true | undefined;
  accept?: string[] | undefined;
  reject?: string[] | undefined;
  reason?: string | undefined;
  dryRun?: true | undefined;
  from?: string | undefined;
  format?: "text" | "markdown" | undefined;
  overlay?: string[] | undefined;
  prune?: true | undefined;
  retarget?: true | undefined;
}

/**
 * Writes the proposed rules: all, those of the targets that are named, or after a yes at the terminal; never those of
 * targets that are rejected.
 *
 * @throws ProfileError usage when there is no proposal, nothing is chosen, or no reason is given
 */
export async function applyNoise(
  loaded: LoadedProfile,
  flags: ApplyNoiseFlags,
  context: Context,
): Promise<void> {
  refuseForeign(flags);
  const { chosenChanges, findProposal } = await import("../lib/noise/choose.ts");
  const { applyProposal, editedProfile } = await import("../lib/noise/apply.ts");
  const { hasRules } = await import("../lib/noise/proposal.ts");
  const { withLockOf } = await import("../lib/profiles/work_lock.ts");
  const { whoDecides } = await import("../lib/settings/who.ts");
  const { out, cwd, env } = context;
  const dataRoot = await context.dataRoot();
  const slug = loaded.profile.metadata.slug;
  const found = await findProposal(loaded, { dataRoot, cwd, from: flags.from });
  if (!hasRules(found)) {
    out.lines(found.notes.map((note) => `note     ${note}`));
    out.line(
      `The last plays that noise of ${slug} was learned from propose no rule: there is nothing to write`,
    );
    out.json({ proposal: found, patch: "" });
    return context.finish("passed", "nothing to write");
  }
  const proposal = chosenChanges(found, flags.accept, flags.reject);
  const { patch } = await editedProfile(loaded, proposal, dataRoot);
  if (hasRules(proposal)) printProposal(proposal, patch, context);
  out.json({ proposal, patch });
  if (!hasRules(proposal)) return context.finish("passed", "nothing chosen");
  if (flags.dryRun === true) return context.finish("passed", "planned");
  const questions = openPrompt(context);
  try {
    if (!context.interactive) requireAnswers(flags, slug, proposal);
    const chosen = flags.all === true || flags.accept !== undefined ||
      /^y(?:es)?$/i.test((await questions.ask("Write these rules into profile.yaml? [y/N] "))?.trim() ?? "");
    if (!chosen) return context.finish("passed", "nothing written");
    const reason = flags.reason ?? await questions.ask("Why may these vary? ");
    if (reason === undefined) return context.finish("interrupted");
    const by = await whoDecides({ env, cwd: dataRoot, redactor: out.redactor });
    await withLockOf(
      loaded.dir,
      { dataRoot, command: `update-baseline ${slug} --noise` },
      () =>
        applyProposal(loaded, proposal, { reason, by, now: new Date(), redactor: out.redactor }, dataRoot),
    );
  } finally {
    questions.close();
  }
  out.line("Wrote profile.yaml and ledger.jsonl: review them with git diff, then commit");
  context.finish("passed", `updated (${counted(proposal.changes.length, "rule")})`);
}

/** Options of outputs say nothing of rules: doing without them would not be what was asked for. */
function refuseForeign({ all, accept, format, overlay, prune, retarget }: ApplyNoiseFlags): void {
  const given = {
    "--overlay": overlay !== undefined,
    "--retarget": retarget === true,
    "--prune": prune === true,
    "--format markdown": format === "markdown",
    "--all together with --accept": all === true && accept !== undefined,
  };
  for (const [option, isGiven] of Object.entries(given)) {
    if (!isGiven) continue;
    throw new ProfileError("usage", `--noise takes no ${option}`, {
      remedy: "Choose rules with --all or --accept, and --reject",
    });
  }
}

/** Without a terminal everything must be said on the command line. */
function requireAnswers(
  { all, accept, reason }: ApplyNoiseFlags,
  slug: string,
  { changes }: NoiseProposal,
): void {
  const chosen = all === true || accept !== undefined;
  const said = reason !== undefined && reason.trim() !== "";
  if (chosen && said) return;
  const what = [...(chosen ? [] : ["which rules"]), ...(said ? [] : ["a reason"])].join(" and ");
  throw new ProfileError("usage", `The rules need ${what}`, {
    remedy: `Say profile update-baseline ${slug} --noise --all --reason "…", or --accept '${
      changes[0]?.before.target ?? "*"
    }'`,
  });
}
