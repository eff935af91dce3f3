/** One call of `update-baseline`: finds what waits, decides, shows, writes. */
import { join, relative } from "node:path";
import { damagedFiles, RESTORE } from "../../lib/baseline/intact.ts";
import { isPlanned, type UpdatePlan, waitingItems } from "../../lib/baseline/plan.ts";
import { checkCopies } from "../../lib/baseline/pending_copy.ts";
import { setDir } from "../../lib/baseline/sets.ts";
import { applyUpdate, refuseIfChanged } from "../../lib/baseline/update.ts";
import { notMatchedWords } from "../../lib/compare/told.ts";
import type { Report } from "../../lib/model/report.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import { stepsHash } from "../../lib/profiles/steps_hash.ts";
import { withLockOf } from "../../lib/profiles/work_lock.ts";
import { updateMarkdown } from "../../lib/report/baseline_update.ts";
import type { FoundResult } from "../../lib/results/artifact.ts";
import { readConfig } from "../../lib/settings/config.ts";
import { whoDecides } from "../../lib/settings/who.ts";
import type { Context } from "../context.ts";
import { withProgress } from "../progress/show.ts";
import { type Ask, openPrompt } from "../prompt.ts";
import { shortPaths } from "../terminal.ts";
import { type Asked, decide, isChosen } from "./decide.ts";
import { emptyWords, printOutdated, printPlan, printWaiting } from "./print.ts";
import { requireAnswers } from "./refuse.ts";
import { askReason } from "./review.ts";
import { resultToTake } from "./source.ts";

/** Options as the command line gives them. */
export interface UpdateFlags {
  reason?: string | undefined;
  all?: true | undefined;
  accept?: string[] | undefined;
  reject?: string[] | undefined;
  dryRun?: true | undefined;
  format: "text" | "markdown";
  prune?: true | undefined;
  retarget?: true | undefined;
  from?: string | undefined;
  overlay?: string[] | undefined;
  allowSevere?: true | undefined;
  allowLarge?: true | undefined;
  allowDrift?: true | undefined;
}

/**
 * Updates the baseline of a profile from a result.
 *
 * @param name the profile as it was named
 * @throws ProfileError usage or refused, when there is nothing to take a baseline from or it must not be done
 */
export async function updateBaseline(
  name: string,
  loaded: LoadedProfile,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const { out, cwd } = context;
  const dataRoot = await context.dataRoot();
  const { profile, file, dir: profileDir, seedDir } = loaded;
  const slug = profile.metadata.slug;
  const wanted = { result: flags.from, overlays: flags.overlay ?? [] };
  const { result, overlay } = await resultToTake(loaded, wanted, dataRoot, cwd);
  const baselineDir = setDir(loaded.baselineDir, overlay?.baseline);
  const steps_sha256 = await stepsHash(profile, seedDir);
  const source = { dataRoot, file, steps_sha256, ...(overlay === undefined ? {} : { overlay }) };
  const { baseline: { keep } = {}, compare_commands } = await readConfig(dataRoot);
  const place = {
    ...{ slug, profileDir, baselineDir, resultDir: result.dir, report: result.report, source },
    // A dry run writes nothing, and says what must be allowed.
    allowDrift: flags.allowDrift === true || flags.dryRun === true,
    comparisons: overlay?.comparisons ?? profile.comparisons ?? [],
    ...(compare_commands === "allow"
      ? { programs: { cwd: dataRoot, env: context.env, signal: context.signal } }
      : {}),
  };
  const damaged = await damagedFiles(baselineDir);
  for (const { path, fault } of damaged) {
    out.warn(`warning: ${shortPaths(join(baselineDir, path), context)} ${fault}`);
  }
  if (damaged.length > 0) out.warn(`  help: ${RESTORE}`);
  const waiting = await withProgress(context, async (onProgress) => {
    onProgress?.({ kind: "task", task: "check" });
    return await waitingItems(place);
  });
  const { items, outdated, empty, pending } = waiting;
  const markdown = flags.format === "markdown";
  // The document alone goes to standard output: it is redirected into a file, or piped into another program.
  if (markdown) out.peopleTo = "stderr";
  const asked: Asked = {
    accept: flags.all === true ? "all" : flags.accept,
    reject: flags.reject ?? [],
    prune: flags.prune === true,
    retarget: flags.retarget === true,
    allowSevere: flags.allowSevere === true,
    allowLarge: flags.allowLarge === true,
    dry: flags.dryRun === true,
  };
  out.detail(`result    ${result.dir} (${pending.target})`);
  if (overlay !== undefined && !markdown) {
    out.line(`baseline of the overlay ${overlay.baseline}: ${baselineDir}`);
  }
  printOutdated(context, outdated);
  if (items.length === 0 && !(asked.prune && empty.length > 0) && !markdown) {
    out.line(
      outdated.length === 0 ? nothingWords(result.report) : "Nothing else waits: the baseline is as it was",
    );
    if (empty.length > 0) out.line(emptyWords(empty));
    out.json({ accepted: [], pruned: [], left: [], outdated });
    return context.finish("passed", "nothing to update");
  }
  if (!asked.dry) requireAnswers(context, { name, ...asked, reason: flags.reason }, items);
  const questions = openPrompt(context);
  try {
    const plan = await decide(context, { ...place, keep }, waiting, asked, questions.ask);
    if (plan === "interrupted") return context.finish("interrupted");
    if (typeof plan === "string") {
      out.json({ accepted: [], pruned: [], left: items, outdated });
      return context.finish("passed", plan);
    }
    if (asked.dry && isChosen(asked)) await checkCopies(plan);
    if (markdown) return printMarkdown(context, plan, result, dataRoot, isChosen(asked));
    if (asked.dry && !isChosen(asked)) {
      printWaiting(context, plan);
      return context.finish("passed", "nothing chosen");
    }
    printPlan(context, plan, asked.dry && !asked.allowSevere);
    if (asked.dry) return context.finish("passed", "planned");
    if (!isPlanned(plan)) return context.finish("passed", "nothing to update");
    await write(context, plan, loaded, flags.reason, questions.ask);
  } finally {
    questions.close();
  }
}

/** Where nothing waits, the baseline need not hold what the play produced: some of it may not have been compared. */
function nothingWords({ comparisons }: Report): string {
  const unread = comparisons.find(({ verdict }) => verdict === "error");
  return unread === undefined
    ? "The baseline holds what this result produced: nothing waits"
    : `Nothing waits, but ${notMatchedWords(unread)}`;
}

/** New files are not in `git diff` before they are added. */
function reviewWords({ accepted, slug }: UpdatePlan): string {
  return accepted.some(({ change }) => change === "new")
    ? `review them with git add -A profiles/${slug}; git diff --cached, then commit`
    : "review them with git diff, then commit";
}

function printMarkdown(
  context: Context,
  plan: UpdatePlan,
  { dir, report }: FoundResult,
  dataRoot: string,
  chosen: boolean,
): void {
  const { out } = context;
  const allow = plan.playedWith.length === 0 ? "" : " --allow-drift";
  const command = `profile update-baseline ${plan.slug} --all${allow} --reason "…"`;
  out.document(
    out.shown.text(updateMarkdown({ plan, report, result: relative(dataRoot, dir), chosen, command })),
  );
  context.finish("passed", "planned");
}

/** Asks for the reason where none was given, and writes the plan. */
async function write(
  context: Context,
  plan: UpdatePlan,
  { dir: profileDir, text }: LoadedProfile,
  given: string | undefined,
  ask: Ask,
): Promise<void> {
  const { out, env } = context;
  const dataRoot = await context.dataRoot();
  const rejectedOnly = plan.accepted.length + plan.pruned.length === 0 && plan.rejected.length > 0;
  const reason = given ?? await askReason(ask, rejectedOnly);
  if (reason === undefined) return context.finish("interrupted");
  const by = await whoDecides({ env, cwd: dataRoot, redactor: out.redactor });
  const acceptance = { reason, by, now: new Date(), redactor: out.redactor };
  const work = { dataRoot, command: `update-baseline ${plan.slug}` };
  await withLockOf(profileDir, work, async () => {
    // The answers were given about the profile as it was.
    await refuseIfChanged(plan, text);
    await withProgress(context, (onProgress) => applyUpdate(plan, acceptance, { onProgress }));
  });
  out.line(
    rejectedOnly
      ? `Wrote ledger.jsonl: ${plan.rejected.length} rejected, the baseline is as it was`
      : `Wrote ${plan.baselineDir}, profile.yaml and ledger.jsonl: ${reviewWords(plan)}`,
  );
  context.finish("passed", "updated");
}
