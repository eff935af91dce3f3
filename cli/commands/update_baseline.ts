/** `profile update-baseline <slug>`: after review, makes the outputs of the last result the new baseline. */
import { Command } from "@commander-js/extra-typings";
import type { PendingItem } from "../../lib/baseline/pending.ts";
import type { UpdatePlan } from "../../lib/baseline/plan.ts";
import type { FoundResult } from "../../lib/baseline/results.ts";
import { promoteCommand } from "../../lib/profiles/derived.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import { ProfileError } from "../../lib/errors.ts";
import type { Context } from "../context.ts";
import { option } from "../options.ts";
import { type Ask, openPrompt } from "../prompt.ts";

export function updateBaselineCommand(context: Context) {
  return new Command("update-baseline")
    .summary("accept the outputs of the last result as baseline")
    .description(
      "Takes the outputs that the last play of a profile found new or changed, without replaying. " +
        "On a terminal it shows each one and asks; elsewhere say --all or --accept, and --reason.",
    )
    .argument("<profile>", "slug or path")
    .addOption(option("--reason <text>", "why the new outputs are right; goes into the ledger"))
    .addOption(option("--all", "accept everything that waits"))
    .addOption(option("--accept <glob...>", "accept what matches, leave the rest waiting"))
    .addOption(option("--dry-run", "say what would be written"))
    .addOption(
      option("--prune", "also remove kept files that were not produced, and comparisons that name no file"),
    )
    .addOption(option("--retarget", "take over outputs of another kind of target (embedded, server)"))
    .addOption(
      option("--from <dir>", "result folder to take, instead of the last one").env("PROFILE_BASELINE_FROM"),
    )
    .addOption(option("--allow-severe", "also accept empty files and rasters without a valid cell"))
    .addOption(option("--allow-ci", "update although CI=true"))
    .action(async (name, options) => {
      const { openProfile } = await import("../open_profile.ts");
      const { findResult } = await import("../../lib/baseline/results.ts");
      const { emptyTargets, isPlanned, planUpdate, waitingItems } = await import(
        "../../lib/baseline/plan.ts"
      );
      const { applyUpdate, refuseIfChanged } = await import("../../lib/baseline/update.ts");
      const { withLockOf } = await import("../../lib/profiles/work_lock.ts");
      const { whoDecides } = await import("../../lib/settings/who.ts");
      const { stepsHash } = await import("../../lib/profiles/steps_hash.ts");
      const { profileKey } = await import("../../lib/results/key.ts");
      const { out, env, cwd } = context;
      const dry = options.dryRun === true;
      refuseInCi(env, dry || options.allowCi === true, name);
      const dataRoot = await context.dataRoot();
      const loaded = await openProfile(context, name);
      refuseDerived(loaded);
      const { profile, file, text, dir: profileDir, baselineDir, seedDir } = loaded;
      const slug = profile.metadata.slug;
      const key = profileKey(file, dataRoot);
      const result = await findResult({ result: options.from, key, dataRoot, cwd });
      const source = { dataRoot, file, steps_sha256: await stepsHash(profile, seedDir) };
      const place = { slug, profileDir, baselineDir, resultDir: result.dir, report: result.report, source };
      const { items, pending, manifest } = await waitingItems(place);
      const empty = emptyTargets(result.report, pending, manifest);
      const dropping = options.prune === true && empty.length > 0;
      out.detail(`result    ${result.dir} (${pending.target})`);
      if (items.length === 0 && !dropping) {
        out.line("The baseline holds what this result produced: nothing waits");
        if (empty.length > 0) out.line(emptyWords(empty));
        out.json({ accepted: [], pruned: [], left: [] });
        return context.finish("passed", "nothing to update");
      }
      const named = options.all === true ? "all" as const : options.accept;
      if (!dry) requireAnswers(context, name, named, options.reason, items);
      const questions = openPrompt(context);
      try {
        const accept = named ?? (dry ? "all" : await review(context, items, result, questions.ask));
        if (accept === undefined) return context.finish("interrupted");
        if (accept === "quit") {
          out.json({ accepted: [], pruned: [], left: items });
          return context.finish("passed", "nothing written");
        }
        if (accept.length === 0 && !dropping) {
          out.json({ accepted: [], pruned: [], left: items });
          return context.finish("passed", "nothing accepted");
        }
        const plan = await planUpdate({
          ...place,
          accept,
          prune: options.prune === true,
          retarget: options.retarget === true,
          allowSevere: options.allowSevere === true,
        });
        if (named === undefined && dry) {
          printWaiting(context, plan);
          return context.finish("passed", "nothing chosen");
        }
        printPlan(context, plan);
        if (dry) return context.finish("passed", "planned");
        if (!isPlanned(plan)) {
          return context.finish("passed", "nothing to update");
        }
        const reason = options.reason ?? await askReason(questions.ask);
        if (reason === undefined) return context.finish("interrupted");
        const by = await whoDecides({ env, cwd: dataRoot, redactor: out.redactor });
        const acceptance = { reason, by, now: new Date(), redactor: out.redactor };
        const work = { dataRoot, command: `update-baseline ${slug}` };
        await withLockOf(profileDir, work, async () => {
          // The answers were given about the profile as it was.
          await refuseIfChanged(plan, text);
          await applyUpdate(plan, acceptance);
        });
        out.line(
          `Wrote ${baselineDir}, profile.yaml and ledger.jsonl: review them with git diff, then commit`,
        );
        context.finish("passed", "updated");
      } finally {
        questions.close();
      }
    });
}

/** What WEPPcloud itself made is only read; a baseline belongs to reviewed steps. */
function refuseDerived({ derived, profile }: LoadedProfile): void {
  if (derived === undefined) return;
  throw new ProfileError("refused", `${derived.name} was made by WEPPcloud itself and can have no baseline`, {
    position: { file: derived.folder },
    remedy: `Make a profile of it first: ${promoteCommand(derived, profile.metadata.slug)}`,
  });
}

function refuseInCi(env: Context["env"], allowed: boolean, name: string): void {
  const inCi = env["CI"] !== undefined && !["", "0", "false"].includes(env["CI"]);
  if (!inCi || allowed) return;
  throw new ProfileError("refused", "A baseline is not updated under CI=true: nobody has reviewed it there", {
    remedy: `Run profile update-baseline ${name} on your machine, or say --allow-ci`,
  });
}

/** Without a terminal everything must be said on the command line; the error gives the exact words. */
function requireAnswers(
  { interactive, out }: Context,
  name: string,
  accept: "all" | readonly string[] | undefined,
  reason: string | undefined,
  items: readonly PendingItem[],
): void {
  const given = reason === undefined ? interactive : reason.trim() !== "";
  if (given && (interactive || accept !== undefined)) return;
  const command = `profile update-baseline ${name}`;
  const words = given && reason !== undefined ? reason : "…";
  const selections = accept === undefined
    ? ["--all", `--accept '${items[0]?.path ?? "*"}'`]
    : [accept === "all" ? "--all" : `--accept ${accept.map((glob) => `'${glob}'`).join(" ")}`];
  const lacking = [accept === undefined ? "what to accept" : "", given ? "" : "a reason"];
  for (const item of items) out.warn(`waits: ${item.path}  ${describe(item)}`);
  throw new ProfileError("usage", `The update needs ${lacking.filter((part) => part !== "").join(" and ")}`, {
    remedy: "Say " + selections.map((part) => `${command} ${part} --reason "${words}"`).join(", or "),
  });
}

/** Asks for each item on the terminal. */
async function review(
  { out }: Context,
  items: readonly PendingItem[],
  { report }: FoundResult,
  ask: Ask,
): Promise<string[] | "quit" | undefined> {
  const { reviewItems, REVIEW_KEYS } = await import("../../lib/baseline/review.ts");
  const { explainFile } = await import("../../lib/compare/explain.ts");
  out.line(`${items.length} outputs wait: ${REVIEW_KEYS}`);
  const accepted = await reviewItems(items, {
    ask,
    say: (text) => out.line(text),
    show: (item, index, count) => {
      out.line();
      out.line(`${index + 1}/${count}  ${out.style(item.path, "bold")}`);
      out.line(`  ${describe(item)}`);
      const comparison = report.comparisons.find(({ target }) => target === item.comparison.target);
      if (item.change === "changed" && comparison !== undefined) {
        for (const line of explainFile(comparison, item.path)) out.line(line);
      }
    },
  });
  return accepted === "quit" ? accepted : accepted?.map((item) => item.path);
}

function emptyWords(targets: readonly string[]): string {
  const more = targets.length === 1 ? "" : `, and ${targets.length - 1} more`;
  return `Of the comparisons, these name no file: ${targets[0]}${more}; --prune drops them`;
}

/** `--dry-run` of a call that does not say what to accept: without a terminal the real one would be refused. */
function printWaiting({ out }: Context, { accepted, pruned, left, severe, empty }: UpdatePlan): void {
  const items = [...accepted, ...pruned, ...left];
  out.line();
  for (const item of items) out.line(`waits   ${item.path}  ${describe(item)}`);
  for (const { path, reason } of severe) out.warn(`warning: "${path}" ${reason}`);
  out.line("Nothing is accepted yet: say --all or --accept, or answer for each on a terminal");
  out.json({ accepted: [], pruned: [], left: items, severe, empty });
}

function printPlan({ out }: Context, plan: UpdatePlan): void {
  const { accepted, pruned, left, severe, empty, prune } = plan;
  out.line();
  for (const item of accepted) out.line(`${out.style("accept", "green")}  ${item.path}  ${describe(item)}`);
  for (const item of pruned) out.line(`${out.style("remove", "red")}  ${item.path}  ${describe(item)}`);
  for (const item of left) out.line(`${out.style("leave ", "yellow")}  ${item.path}  ${describe(item)}`);
  for (const target of prune ? empty : []) {
    out.line(
      `${out.style("drop  ", "red")}  ${target}  the comparison names no file, neither kept nor produced`,
    );
  }
  for (const { path, reason } of severe) out.warn(`warning: "${path}" ${reason}`);
  if (left.some((item) => item.change === "missing")) {
    out.line("Kept files that were not produced stay in the baseline; --prune removes them");
  }
  if (left.some((item) => item.change === "unnamed")) {
    out.line("Kept files that no comparison names stay in the baseline; --prune removes them");
  }
  if (!prune && empty.length > 0) {
    out.line(emptyWords(empty));
  }
  out.json({ accepted, pruned, left, severe, empty });
}

function describe({ change, comparison, size }: PendingItem): string {
  const words = {
    new: "new",
    changed: "changed beyond tolerance",
    missing: "not produced any more",
    unnamed: "kept, but no comparison names it",
  };
  const bytes = change === "missing" || change === "unnamed" ? "" : `, ${size} bytes`;
  return `${words[change]}, ${comparison.method}${bytes}`;
}

/** Asks until there is a reason: an empty line must not throw away the answers given so far. */
async function askReason(ask: Ask): Promise<string | undefined> {
  for (;;) {
    const reason = await ask("Why are the new outputs right? ");
    if (reason === undefined || reason.trim() !== "") return reason;
  }
}
