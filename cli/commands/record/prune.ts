/** `profile record prune`: looks after recordings, drafts, sandboxes and results. */
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../../lib/errors.ts";
import type { PruneOutcome, PruneReport } from "../../../lib/record/prune/types.ts";
import type { Context } from "../../context.ts";
import { option } from "../../options.ts";

export function pruneCommand(context: Context) {
  return new Command("prune")
    .summary("compress dormant logs, expire old drafts, sandboxes and results")
    .description(
      "Compresses the audit logs of dormant runs below the roots, and removes old drafts, what tails kept for them, " +
        "kept sandboxes and old results of the data root. Ages are written 30d, 12h, 0d or never. Nothing else of a run is touched, nor a " +
        "log that has an open capture or is being written to. Without roots only the data root is looked after. " +
        "What cannot be done is listed, the rest goes on, and the command ends with 3.",
    )
    .argument("[root...]", "folders that hold runs, for instance /wc1/runs, or run directories")
    .addOption(
      option("--dormant <age>", "compress logs to which nothing was written for so long").default("30d"),
    )
    .addOption(
      option("--trim-age <age>", "cut events that are older from the beginning of logs").default("never"),
    )
    .addOption(
      option("--trim-size <size>", "cut the beginning of logs that are larger, for instance 500MB").default(
        "never",
      ),
    )
    .addOption(
      option("--draft-age <age>", "remove drafts that nobody promoted for so long, and what tails kept")
        .default("30d"),
    )
    .addOption(
      option("--sandbox-age <age>", "remove kept sandboxes after so long (default: sandbox.keep, else 30d)"),
    )
    .addOption(
      option("--results-age <age>", "remove results that are older; the last of a profile stays").default(
        "90d",
      ),
    )
    .addOption(option("--with-pending", "remove old results although nobody accepted their pending outputs"))
    .addOption(option("--playback-run-root <dir>", "folder of sandboxes (default: as for play)"))
    .addOption(option("--dry-run", "print what would be done and change nothing"))
    .action(async (roots, flags) => {
      const { resolve } = await import("node:path");
      const { prune } = await import("../../../lib/record/prune/prune.ts");
      const { parseAge } = await import("../../../lib/text/duration.ts");
      const { parseBytes } = await import("../../../lib/text/bytes.ts");
      const places = await placesOf(context, roots.length > 0, flags.playbackRunRoot);
      const age = (name: string, text: string) => parsed(name, text, parseAge);
      const { withProgress } = await import("../../progress/show.ts");
      const asked = {
        ...places,
        roots: roots.map((root) => resolve(context.cwd, root)),
        dormant: age("dormant", flags.dormant),
        trimAge: age("trim-age", flags.trimAge),
        trimSize: parsed("trim-size", flags.trimSize, parseBytes),
        draftAge: age("draft-age", flags.draftAge),
        sandboxAge: age("sandbox-age", flags.sandboxAge ?? await configuredAge(places.dataRoot)),
        resultsAge: age("results-age", flags.resultsAge),
        withPending: flags.withPending === true,
        dryRun: flags.dryRun === true,
        now: Date.now(),
        signal: context.signal,
      };
      const told = (item: PruneOutcome) => printItem(context, item);
      const report = await withProgress(context, (onProgress) => prune({ ...asked, onProgress }, told));
      await finish(context, report);
    });
}

/** `sandbox.keep` of the configuration. */
async function configuredAge(dataRoot: string | undefined): Promise<string> {
  const { readConfig } = await import("../../../lib/settings/config.ts");
  return (dataRoot === undefined ? undefined : (await readConfig(dataRoot)).sandbox?.keep) ?? "30d";
}

/** Data root and sandboxes; with roots given, a machine without a data root is well too. */
async function placesOf(
  context: Context,
  hasRoots: boolean,
  flag: string | undefined,
): Promise<{ dataRoot?: string; runRoot?: string }> {
  const { resolve } = await import("node:path");
  const { playbackRunRoot } = await import("../../../lib/settings/run_root.ts");
  try {
    const dataRoot = await context.dataRoot();
    return {
      dataRoot,
      runRoot: await playbackRunRoot({ dataRoot, flag, env: context.env, cwd: context.cwd }),
    };
  } catch (error) {
    const isMissing = error instanceof ProfileError && /^No folder "profiles"/.test(error.message);
    if (!hasRoots || !isMissing) throw error;
    context.out.detail("no data root here: only logs are looked after");
    return flag === undefined ? {} : { runRoot: resolve(context.cwd, flag) };
  }
}

function parsed(name: string, text: string, parse: (text: string) => number): number {
  try {
    return parse(text);
  } catch (error) {
    throw new ProfileError(
      "usage",
      `--${name}: ${error instanceof Error ? error.message : "cannot be read"}`,
      {
        remedy: name === "trim-size" ? "For instance 500MB, or never" : "For instance 30d, or never",
      },
    );
  }
}

function printItem({ out }: Context, { action, kind, path, reason, outcome, detail }: PruneOutcome): void {
  const what = action === "remove" ? `remove ${kind}` : action;
  if (outcome === "failed") tellFailure({ out }, `${what} ${path}: ${detail}`);
  else if (outcome === "kept") out.warn(`kept: ${what} ${path}: ${detail}`);
  else {
    const words = outcome === "done" && detail !== "removed" ? `; ${detail}` : "";
    out.line(`${what.padEnd(14)}  ${path}  (${reason}${words})`);
  }
}

async function finish(context: Context, report: PruneReport): Promise<void> {
  const { formatBytes } = await import("../../../lib/text/bytes.ts");
  const { counted } = await import("../../../lib/text/counted.ts");
  const { out } = context;
  for (const { kind, path, reason, doubtful } of report.kept) {
    if (doubtful) out.warn(`warning: ${path} ${reason}`);
    else out.line(`keep ${kind.padEnd(9)}  ${path}  (${reason})`);
  }
  for (const { draft, expires_at, days_left } of report.notices) {
    const when = `${expires_at.slice(0, 10)}, in ${counted(days_left, "day")}`;
    out.line(`expires soon    ${draft}  (${when}; promote it, or edit its profile.yaml, to keep it)`);
  }
  for (const { path, message } of report.failures) tellFailure(context, `${path}: ${message}`);
  const of = (action: string, kind?: string) =>
    report.items.filter((item) =>
      item.action === action && (kind === undefined || item.kind === kind) && item.outcome !== "failed" &&
      item.outcome !== "kept"
    ).length;
  const words = [
    `${counted(of("compress"), "log")} ${report.dry_run ? "to compress" : "compressed"}`,
    ...(of("trim") === 0 ? [] : [`${of("trim")} ${report.dry_run ? "to trim" : "trimmed"}`]),
    ...(["draft", "spool", "sandbox", "result", "leftover"] as const).map((kind) =>
      [of("remove", kind), kind] as const
    )
      .filter(([count]) => count > 0).map(([count, kind]) =>
        (count === 1 || kind !== "sandbox" ? counted(count, kind) : `${count} sandboxes`) +
        (report.dry_run ? " to remove" : " removed")
      ),
    ...(report.dry_run ? [] : [`${formatBytes(report.freed)} freed`]),
  ].join(", ");
  const failed = report.failures.length + report.items.filter(({ outcome }) => outcome === "failed").length;
  const verdict = failed > 0 ? "unavailable" : "passed";
  out.json({ verdict, exit_code: failed > 0 ? 3 : 0, ...report });
  if (failed > 0) context.finish(verdict, `unavailable (${failed} could not be done; ${words})`);
  else context.finish(verdict, `${report.dry_run ? "planned" : "passed"} (${words})`);
}

/** What could not be done, and what to do against the troubles that a disk has. */
function tellFailure({ out }: Pick<Context, "out">, what: string): void {
  out.warn(`error: ${what}`);
  if (/\b(?:ENOSPC|EDQUOT)\b/.test(what)) {
    out.warn("  help: Free some space where the log lies; nothing was changed there");
  } else if (/\b(?:EACCES|EPERM|EROFS)\b/.test(what)) {
    out.warn("  help: Run the command as the user that WEPPcloud runs as");
  }
}
