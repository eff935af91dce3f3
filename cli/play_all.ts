/** From the words of `profile play` to plays, one after the other, and one verdict over all. */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ProfileError } from "../lib/errors.ts";
import { writeAtomic } from "../lib/files/atomic.ts";
import { EXIT_CODES, strongest } from "../lib/model/exit.ts";
import type { Report } from "../lib/model/report.ts";
import { summaryLines, whyLines } from "../lib/play/lines.ts";
import type { PlayOptions } from "../lib/play/options.ts";
import { planLines } from "../lib/play/plan.ts";
import { skippedSteps } from "../lib/play/optional.ts";
import { type HoleMode, partWords, type PlayPart, settleHoles } from "../lib/play/holes.ts";
import { play } from "../lib/play/play.ts";
import { cleanReport } from "../lib/report/clean.ts";
import { REPORTERS } from "../lib/report/registry.ts";
import { derivedWords } from "../lib/profiles/derived.ts";
import type { LoadedProfile } from "../lib/profiles/load.ts";
import { type Config, readConfig } from "../lib/settings/config.ts";
import { findCredentials } from "../lib/settings/credentials.ts";
import { playbackRunRoot } from "../lib/settings/run_root.ts";
import { findSecrets } from "../lib/settings/secrets.ts";
import { parseDuration } from "../lib/text/duration.ts";
import type { Context } from "./context.ts";
import { openProfile } from "./open_profile.ts";
import { checkContinued, type ContinueFlags, openContinued } from "./play_continue.ts";
import { lastFailed, type OrderFlags, orderOptions } from "./play_order.ts";
import { type TargetFlags, targetOf } from "./play_target.ts";
import { VERSION } from "./version.ts";

/** Options as the command line gives them. */
export interface PlayFlags extends TargetFlags, ContinueFlags, OrderFlags {
  embeddedDrift?: string[] | undefined;
  embeddedFault?: string[] | undefined;
  playbackRunRoot?: string | undefined;
  scratch?: string | undefined;
  envFile?: string | undefined;
  cookieFile?: string | undefined;
  bearerFile?: string | undefined;
  secretsFile?: string | undefined;
  jobTimeout?: string | undefined;
  workerTimeout?: string | undefined;
  allowProduction?: true | undefined;
  compare: boolean;
  optional?: true | undefined;
  keep?: true | undefined;
  /** What to do about holes; missing: refuse, but see {@link settleHoles}. */
  holes?: HoleMode | undefined;
  dryRun?: true | undefined;
  /** File of each reporter that was asked for, by its name. */
  reports: Record<string, string>;
}

/** Plays every named profile; what can be refused is refused before the first play. */
export async function playAll(names: string[], flags: PlayFlags, context: Context): Promise<void> {
  const dataRoot = await context.dataRoot();
  const config = await readConfig(dataRoot);
  const chosen = flags.lastFailed === true ? await lastFailed(names, dataRoot, context) : names;
  if (chosen.length === 0) return nothingToPlay(flags, context);
  const loaded: LoadedProfile[] = [];
  for (const name of chosen) loaded.push(await openProfile(context, name, flags));
  const opened = await openContinued(loaded, flags, dataRoot, context);
  const targets = loaded.map((one, index) =>
    targetOf(one, { ...flags, ...opened[index]?.flags }, config, context.env)
  );
  const shared = await sharedOptions(flags, config, dataRoot, context);
  if (flags.dryRun) return planOnly(loaded, targets, flags.optional === true, context);
  const settled = loaded.map((one, index) => settleHoles(one, opened[index]?.flags.holes ?? flags.holes));
  const continued = await checkContinued(settled, opened, targets, flags, shared, context);
  for (const { part } of settled) sayPart(part, context);
  const invocation = loaded.map(({ profile }) => profile.metadata.slug);
  const reports: Report[] = [];
  for (const [index, one] of settled.entries()) {
    const report = await play({
      ...shared,
      ...one,
      ...continued[index],
      baseUrl: targets[index] ?? "",
      invocation,
    });
    reports.push(report);
    for (const line of summaryLines(withoutSaid(report, one), context.out.options.verbose ? Infinity : 6)) {
      context.out.line(line);
    }
    if (context.out.options.quiet && report.verdict !== "passed") {
      for (const line of whyLines(report)) context.out.warn(line);
    }
    if (context.signal.aborted) break;
  }
  const clean = reports.map((report) => cleanReport(report, context.out.redactor));
  for (const { name, render } of REPORTERS) {
    const file = flags.reports[name];
    if (file !== undefined) await writeAtomic(resolve(context.cwd, file), render(clean));
  }
  const verdict = strongest(reports.map((report) => report.verdict));
  const [document] = clean;
  context.out.json(
    clean.length === 1 ? document : { verdict, exit_code: EXIT_CODES[verdict], reports: clean },
  );
  const [only] = reports;
  context.finish(
    verdict,
    reports.length === 1 && only !== undefined ? only.summary : summaryOf(reports, verdict),
  );
}

/** The report without the notes that stand on the terminal already. */
function withoutSaid(
  report: Report,
  { loaded: { derived }, part }: { loaded: LoadedProfile; part: PlayPart },
): Report {
  const said = [derived === undefined ? undefined : derivedWords(derived), partWords(part)];
  return { ...report, notes: report.notes.filter((note) => !said.includes(note)) };
}

/** Nothing is left out in silence. */
function sayPart(part: PlayPart, { out }: Context): void {
  const words = partWords(part);
  if (words === undefined) return;
  out.line(words);
  for (const { id, reason } of part.leftOut) out.detail(`  ${id}  ${reason}`);
}

function planOnly(loaded: LoadedProfile[], targets: string[], optional: boolean, context: Context): void {
  for (const [index, one] of loaded.entries()) {
    for (const line of planLines(one, targets[index] ?? "", optional)) context.out.line(line);
  }
  const plans = loaded.map(({ profile }, index) => ({
    profile: profile.metadata.slug,
    target: targets[index],
    steps: profile.steps.length - skippedSteps(profile, optional).size,
    comparisons: profile.comparisons?.length ?? 0,
  }));
  context.out.done({ summary: "planned", plans });
  context.finish("passed", "planned");
}

/** No profile is left to play: that is a result when it was asked for, and a mistake otherwise. */
function nothingToPlay({ lastFailed: asked }: PlayFlags, context: Context): void {
  if (asked === true) return context.finish("passed", "passed (no profile failed when it was played last)");
  throw new ProfileError("usage", "No profile is named", { remedy: "See profile list" });
}

export type Shared = Omit<PlayOptions, "loaded" | "invocation" | "baseUrl">;

async function sharedOptions(
  flags: PlayFlags,
  config: Config,
  dataRoot: string,
  context: Context,
): Promise<Shared> {
  const { env, cwd, out } = context;
  const files = {
    ...(flags.envFile === undefined ? {} : { envFile: flags.envFile }),
    ...(flags.cookieFile === undefined ? {} : { cookieFile: flags.cookieFile }),
    ...(flags.bearerFile === undefined ? {} : { bearerFile: flags.bearerFile }),
  };
  const secrets = { env, cwd, dataRoot, file: flags.secretsFile, configured: config.secrets_file };
  const secretOf = await findSecrets(secrets);
  return {
    dataRoot,
    credentials: await findCredentials({ env, cwd, dataRoot, ...files }),
    ...(flags.overlay === undefined ? {} : { overlay: flags.overlay }),
    ...(flags.holes === undefined ? {} : { holes: flags.holes }),
    again: flags.again,
    ...orderOptions(flags),
    runRoot: await playbackRunRoot({ dataRoot, flag: flags.playbackRunRoot, env, cwd }),
    scratch: resolve(cwd, flags.scratch ?? config.scratch ?? join(tmpdir(), "weppcloud_profiles")),
    productionHosts: config.production_hosts ?? [],
    allowProduction: flags.allowProduction === true,
    compare: flags.compare,
    optional: flags.optional === true,
    keep: flags.keep === true,
    jobTimeout: durationOf("job-timeout", flags.jobTimeout ?? config.job_timeout ?? "15m"),
    jobTimeoutWins: flags.jobTimeout !== undefined,
    workerTimeout: durationOf("worker-timeout", flags.workerTimeout ?? config.worker_timeout ?? "30s"),
    embedded: { drift: driftsOf(flags.embeddedDrift ?? []), faults: flags.embeddedFault ?? [] },
    env,
    secret: (name) => {
      const value = secretOf(name);
      if (value !== undefined) out.redactor.learn(value, { declared: true });
      return value;
    },
    redactor: out.redactor,
    progress: (line, level) => level === "step" ? out.line(coloured(line, out)) : out.detail(line),
    version: VERSION,
    now: Date.now,
    signal: context.signal,
  };
}

/** The first word of a step's line says how it went. */
function coloured(line: string, out: Context["out"]): string {
  return line.replace(/^(?:ok|FAIL|ERROR)\b/, (word) => out.style(word, word === "ok" ? "green" : "red"));
}

function driftsOf(words: string[]): Record<string, number> {
  return Object.fromEntries(words.map((word) => {
    const [key, factor] = word.split("=");
    const value = Number(factor);
    if (key !== undefined && factor !== undefined && Number.isFinite(value)) return [key, value];
    throw new ProfileError("usage", `Cannot read --embedded-drift "${word}"`, {
      remedy: "Write it as soil_loss=1.03",
    });
  }));
}

function durationOf(name: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new ProfileError("usage", `--${name}: "${text}" is not a duration`, {
      remedy: "Use a number with ms, s, m or h",
      cause: error,
    });
  }
}

function summaryOf(reports: Report[], verdict: string): string {
  const passed = reports.filter((report) => report.verdict === "passed").length;
  const embedded = reports.some((report) => report.target === "embedded") ? ", embedded" : "";
  return `${verdict} (${passed} of ${reports.length} profiles passed${embedded})`;
}
