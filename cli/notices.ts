/** `--notify-command` and `--publish-command`: what is done behind the last profile. */
import { messageOf, ProfileError } from "../lib/errors.ts";
import { writeAtomic } from "../lib/files/atomic.ts";
import type { Report } from "../lib/model/report.ts";
import { EXIT_CODES } from "../lib/model/exit.ts";
import { storedReport } from "../lib/report/clean.ts";
import { cleanDocument, type PlaysDocument } from "../lib/report/document.ts";
import { type Config, type NotifyOn, readConfig } from "../lib/settings/config.ts";
import type { Context } from "./context.ts";
import { durationOf } from "../lib/settings/duration_option.ts";
import type { NoticeFlags } from "./notice_options.ts";

/** What is to be done when all is known. */
export interface Notices {
  /** Words of the commands, checked. */
  notify?: string[];
  publish?: string[];
  on: NotifyOn;
  /** Ms. */
  notifyTimeout: number;
  publishTimeout: number;
  /** Name of the command whose end is told. */
  command: "play" | "report";
}

/** What it came to. */
export interface Ended {
  reports: readonly Report[];
  whole: PlaysDocument;
  /** True when the JSON of the report is that of the one profile. */
  alone: boolean;
  /** The last line. */
  summary: string;
  /** Folder in which the reports stay; without one they lie in a folder of their own while the programs run. */
  dir?: string;
}

/**
 * What the command line, the environment and the configuration ask for. Programs of a configuration that belongs to
 * somebody else are named and not run.
 *
 * @throws ProfileError usage for a command that cannot be used
 */
export async function noticesOf(
  flags: NoticeFlags,
  command: Notices["command"],
  context: Context,
): Promise<Notices> {
  const { noticeWords } = await import("../lib/notices/words.ts");
  const config = await trustedConfig(flags, context);
  const words = (name: string, value: string | string[] | undefined) =>
    value === undefined || value === "" ? undefined : noticeWords(name, value);
  const notify = words("notify-command", flags.notifyCommand ?? config.notify_command);
  const publish = words("publish-command", flags.publishCommand ?? config.publish_command);
  return {
    ...(notify === undefined ? {} : { notify }),
    ...(publish === undefined ? {} : { publish }),
    on: flags.notifyOn ?? config.notify_on ?? "failure",
    notifyTimeout: durationOf("notify-timeout", flags.notifyTimeout ?? config.notify_timeout ?? "60s"),
    publishTimeout: durationOf("publish-timeout", flags.publishTimeout ?? config.publish_timeout ?? "10m"),
    command,
  };
}

async function trustedConfig(flags: NoticeFlags, { dataRoot, out }: Context): Promise<Partial<Config>> {
  // Merged results need no data root.
  const root = await dataRoot().catch(() => undefined);
  if (root === undefined) return {};
  const config = await readConfig(root);
  const { notify_command, publish_command, ...rest } = config;
  const ignored = [
    ...(notify_command === undefined || flags.notifyCommand !== undefined ? [] : ["notify_command"]),
    ...(publish_command === undefined || flags.publishCommand !== undefined ? [] : ["publish_command"]),
  ];
  if (ignored.length === 0) return config;
  const { distrust } = await import("../lib/notices/trusted.ts");
  const why = await distrust(root);
  if (why === undefined) return config;
  out.warn(`warning: ${ignored.join(" and ")} of the configuration not used: ${why}`);
  out.warn(
    `  help: say --${ignored.join(" or --").replaceAll("_", "-")} yourself, or make the file your own`,
  );
  return rest;
}

/** Publishes, then tells. Nothing of it changes the verdict; what went wrong is a warning. */
export async function tellEnd(notices: Notices, ended: Ended, context: Context): Promise<void> {
  const { notify, publish } = notices;
  const { out, signal } = context;
  // Who stopped it knows.
  if ((notify === undefined && publish === undefined) || signal.aborted) return;
  try {
    const root = await context.dataRoot().catch(() => context.cwd);
    const reports = ended.reports.map((report) => storedReport(report, out.redactor, root));
    const whole = cleanDocument(ended.whole, reports, (line) => out.redactor.text(line));
    const { withReportFolder } = await import("../lib/notices/folder.ts");
    await withReportFolder(reports, ended.alone ? undefined : whole, root, async (folder, beside) => {
      await tellFrom({ folder, beside }, { ...ended, reports, whole }, notices, context);
    });
  } catch (error) {
    const remedy = error instanceof ProfileError ? error.remedy : undefined;
    out.warn(
      `warning: nobody was told how it ended: ${messageOf(error)}${
        remedy === undefined ? "" : `; ${remedy}`
      }`,
    );
  }
}

/** Where the reports lie, and a folder that is not published, for as long as this takes. */
interface Places {
  folder: string;
  beside: string;
}

async function tellFrom(
  { folder, beside }: Places,
  ended: Ended,
  notices: Notices,
  context: Context,
): Promise<void> {
  const { join } = await import("node:path");
  const { fillNotice } = await import("../lib/notices/words.ts");
  const { noticeText } = await import("../lib/notices/text.ts");
  const { runNotice } = await import("../lib/notices/run.ts");
  const { runLink } = await import("../lib/notices/link.ts");
  const { out, env, cwd, signal } = context;
  const { whole, summary, dir } = ended;
  const link = runLink(env);
  const values = {
    summary: `profile: ${out.redactor.text(summary)}`,
    verdict: whole.verdict,
    report: join(folder, "report.json"),
    dir: dir ?? folder,
  };
  const told = {
    PROFILE_VERDICT: whole.verdict,
    PROFILE_EXIT_CODE: String(EXIT_CODES[whole.verdict]),
    PROFILE_SUMMARY: values.summary,
    PROFILE_REPORT: values.report,
    PROFILE_REPORT_DIR: values.dir,
    PROFILE_PASSED: String(ended.reports.filter(({ verdict }) => verdict === "passed").length),
    PROFILE_TOTAL: String(ended.reports.length + (whole.not_played?.length ?? 0)),
    ...(link === undefined ? {} : { PROFILE_RUN_URL: link }),
  };
  const run = async (what: string, words: readonly string[], timeout: number, input?: string) => {
    const fault = await runNotice(fillNotice(words, values), {
      cwd,
      env,
      told,
      timeout,
      signal,
      ...(input === undefined ? {} : { input }),
      onLine: (line) => out.detail(`${what}  ${line}`),
    });
    if (fault === undefined) out.line(`${what.padEnd(9)} by ${words[0]}`);
    return fault;
  };
  const troubles: string[] = [];
  if (notices.publish !== undefined) {
    const fault = await run("published", notices.publish, notices.publishTimeout);
    if (fault !== undefined) troubles.push(`not published: ${out.redactor.text(fault)}`);
  }
  if (notices.notify !== undefined && await due(ended, notices, context)) {
    const places = [
      ...(dir === undefined ? [] : [`report: ${out.redactor.text(dir)}`]),
      ...(link === undefined ? [] : [`run: ${link}`]),
    ];
    const text = noticeText({ summary: out.redactor.text(summary), whole, places, troubles });
    const file = join(beside, "notice.txt");
    await writeAtomic(file, text);
    const fault = await run("told", notices.notify, notices.notifyTimeout, file);
    if (fault !== undefined) troubles.push(`no notice was sent: ${fault}`);
  }
  for (const trouble of troubles) out.warn(`warning: ${trouble}`);
}

async function due({ whole }: Ended, { on, command }: Notices, context: Context): Promise<boolean> {
  const { exchangeLast, isDue, verdictsOf } = await import("../lib/notices/last.ts");
  const now = verdictsOf(whole);
  const root = await context.dataRoot().catch(() => undefined);
  // Without a data root there is no last time: whoever asks is told once more rather than never.
  if (root === undefined) return on !== "failure" || whole.verdict !== "passed";
  const last = await exchangeLast(root, command, now).catch((error: unknown) => {
    context.out.warn(`warning: how this ended is not noted for the next notice: ${messageOf(error)}`);
    return undefined;
  });
  return isDue(on, whole.verdict, last, now);
}
