/** From the words of `profile play` to plays, and one verdict over all. The parts are in `play/`. */
import { resolve } from "node:path";
import { messageOf, ProfileError } from "../lib/errors.ts";
import type { ApiMode } from "../lib/play/api/choose.ts";
import { type EmbeddedFlags, embeddedOf } from "../lib/play/embedded_options.ts";
import type { PlayOptions } from "../lib/play/options.ts";
import { type HoleMode, settleHoles } from "../lib/play/holes.ts";
import { playsDocument } from "../lib/report/document.ts";
import { changeLine } from "../lib/profiles/overlay.ts";
import { parseShard } from "../lib/results/shards.ts";
import { type Config, readConfig } from "../lib/settings/config.ts";
import { PollBudget } from "../lib/jobs/pacing.ts";
import { findCredentials } from "../lib/settings/credentials.ts";
import { playbackRunRoot } from "../lib/settings/run_root.ts";
import { findSecrets, learningSecrets } from "../lib/settings/secrets.ts";
import type { Context } from "./context.ts";
import { askedProfiles } from "./play/asked.ts";
import { type ChoiceFlags, choose } from "./play/choose.ts";
import { isPlayable, type Placed, type ReadyProfile, type Unready } from "./play/chosen.ts";
import { refuseTwoLogins } from "./play/credentials.ts";
import { Invocation } from "./play/invocation.ts";
import { placeAll } from "./play/place.ts";
import { planOnly } from "./play/plan_only.ts";
import { sayPart, summaryOf, verdictOver } from "./play/print.ts";
import { printTotals } from "./play/print_many.ts";
import { runAll } from "./play/run_all.ts";
import { canLearnFrom, learnFrom, marginOf, proposedWords, refuseUnlearnable } from "./play/noise.ts";
import { countedReports, playRounds, type RepeatFlags, repeatOf } from "./play/repeat.ts";
import { takeShard } from "./play/take_shard.ts";
import { unlessUnready } from "./play/unready.ts";
import type { LoadedProfile } from "../lib/profiles/load.ts";
import type { NoticeFlags } from "./notice_options.ts";
import { type Notices, noticesOf, tellEnd } from "./notices.ts";
import { durationOf } from "../lib/settings/duration_option.ts";
import { credentialsOf } from "../lib/engine/credentials_of.ts";
import { playDefaults } from "../lib/engine/play_defaults.ts";
import type { SandboxRequest } from "../lib/engine/sandbox_of.ts";
import { VERSION } from "../lib/version.ts";
import { httpSettings, usersOfAll } from "../lib/engine/http_options.ts";
import { countOf } from "./options.ts";
import { checkContinued, type Continued } from "./play_continue.ts";
import { type OrderFlags, orderOptions } from "./play_order.ts";
import { type ThenFlags, thenOf } from "./play_then.ts";
import { checkReportPlaces, writeGithub, writeReports, yieldStdout } from "./report_options.ts";
import { terminalWidth } from "./terminal.ts";
import { withProgress } from "./progress/show.ts";

/** Options as the command line gives them. */
export interface PlayFlags
  extends ChoiceFlags, ThenFlags, SandboxRequest, OrderFlags, EmbeddedFlags, RepeatFlags, NoticeFlags {
  jobs?: string | undefined;
  maxFailures?: string | undefined;
  shard?: string | undefined;
  envFile?: string | undefined;
  cookieFile?: string | undefined;
  bearerFile?: string | undefined;
  usersFile?: string | undefined;
  loginUrl?: string | undefined;
  ca?: string | undefined;
  connectTimeout?: string | undefined;
  requestTimeout?: string | undefined;
  secretsFile?: string | undefined;
  jobTimeout?: string | undefined;
  workerTimeout?: string | undefined;
  busyTimeout?: string | undefined;
  pollLimit?: string | undefined;
  jobCommand?: string | undefined;
  /** False with `--no-cancel`. */
  cancel: boolean;
  allowProduction?: true | undefined;
  compare: boolean;
  optional?: true | undefined;
  keep?: true | undefined;
  api?: ApiMode | undefined;
  keepGoing?: true | undefined;
  slowFactor?: string | undefined;
  /** What to do about holes; missing: refuse, but see {@link settleHoles}. */
  holes?: HoleMode | undefined;
  dryRun?: true | undefined;
  traceCode?: true | undefined;
  /** File of each reporter that was asked for, by its name. */
  reports: Record<string, string>;
  /** Options as typed, for the command that plays again. */
  asked: string[];
  reportGithub?: true | undefined;
  bundleZip?: true | undefined;
  pictures?: boolean | undefined;
}

/** Plays everything that is meant; what can be refused of a named profile is refused before the first play. */
export async function playAll(names: string[], flags: PlayFlags, context: Context): Promise<void> {
  yieldStdout(flags.reports, context);
  await checkReportPlaces(flags.reports, context);
  const invocation = new Invocation(await context.dataRoot(), context);
  const notices = await noticesOf(flags, "play", context);
  try {
    await playAsked(names, flags, invocation, notices, context);
  } catch (error) {
    if (flags.dryRun !== true && !invocation.ended) {
      await tellStopped(error, names, flags, invocation, notices, context);
    }
    throw error;
  }
}

async function playAsked(
  names: string[],
  flags: PlayFlags,
  invocation: Invocation,
  notices: Notices,
  context: Context,
): Promise<void> {
  const { out, cwd } = context;
  const dataRoot = await context.dataRoot();
  const repeat = repeatOf(flags);
  const margin = marginOf(flags.noiseMargin);
  const learns = flags.learnNoise === true;
  const asked = await askedProfiles(names, flags, context);
  if (flags.lastFailed === true && asked.choices.length === 0) {
    const summary = "passed (no profile failed when it was played last)";
    const whole = playsDocument("passed", [], { not_played: [] });
    await writeReports([], flags.reports, context, whole);
    await tellEnd(notices, { reports: [], whole, alone: false, summary }, context);
    return context.finish("passed", summary);
  }
  // Which of them the tags and the shard leave is known when they were read.
  const known = flags.tag === undefined && flags.shard === undefined;
  if (flags.dryRun !== true) await invocation.begin(known ? asked.choices : []);
  const config = await readConfig(dataRoot);
  const [jobs, maxFailures] = [
    countOf("jobs", flags.jobs, 1),
    countOf("max-failures", flags.maxFailures, Infinity),
  ];
  if (flags.shard !== undefined) parseShard(flags.shard);
  const meant = await choose(asked, flags, config, context);
  const taken = flags.shard === undefined ? undefined : await takeShard(meant, flags.shard, context);
  const runRoot = await playbackRunRoot({ dataRoot, flag: flags.playbackRunRoot, env: context.env, cwd });
  out.showPlaces(cwd, runRoot);
  const chosen = await placeAll(taken?.part ?? meant, flags, config, runRoot, context);
  refuseTwoLogins(chosen, flags);
  const loaded = chosen.filter(isPlayable<Placed>).map((one) => one.loaded);
  const then = thenOf(flags, loaded);
  const shared = { ...await sharedOptions(flags, config, dataRoot, context, loaded), runRoot, ...then };
  if (flags.dryRun) return planOnly(chosen, flags.optional === true, then.then?.checks, context);
  const continued = new Map<ReadyProfile, Continued>();
  const ready: (ReadyProfile | Unready)[] = [];
  for (const one of chosen) {
    ready.push(
      await unlessUnready(one, dataRoot, async (placed) => {
        const holes = placed.opened?.flags.holes ?? flags.holes;
        const settled = { ...placed, ...settleHoles(placed.loaded, holes) };
        continued.set(settled, await checkContinued(settled, flags, shared, context));
        return settled;
      }),
    );
  }
  for (const one of ready) {
    if (!isPlayable(one)) continue;
    sayPart(one.part, out);
    for (const change of one.overlay?.changes ?? []) out.detail(changeLine(change));
  }
  if (learns) refuseUnlearnable(ready);
  await invocation.begin(ready, taken?.shard);
  const began = Date.now();
  const optionsOf = (one: ReadyProfile) => ({
    ...shared,
    ...(one.overlay === undefined ? {} : { overlay: one.overlay }),
    sandbox: one.sandbox,
    ...(learns ? { dropCompared: true, pictures: false } : {}),
    credentials: credentialsOf(one.overlay, shared.credentials, context.env),
    ...continued.get(one),
  });
  const how = { jobs, maxFailures, shard: taken?.shard, brief: repeat > 1, optionsOf };
  const rounds = await playRounds(
    repeat,
    () => runAll(ready, how, context),
    (round) => !learns || canLearnFrom(round),
    context,
  );
  const played = countedReports(rounds);
  const reports = rounds.flat().flatMap((report) => report ?? []);
  const left = ready.filter((_, index) => played[index] === undefined).map(({ key }) => key);
  await invocation.end(played);
  const empty = ready.length === 0;
  const verdict = empty ? "passed" : verdictOver(reports, left.length);
  const [only] = reports;
  // Who names one profile gets its report; who asks for many always gets a list.
  const alone = repeat === 1 && names.length === 1 && chosen.length === 1 && isExact(chosen[0]) &&
    taken === undefined;
  const split = taken === undefined ? {} : { shard: taken.shard };
  const whole = playsDocument(verdict, reports, { ...split, not_played: left });
  await writeReports(reports, flags.reports, context, only !== undefined && alone ? undefined : whole);
  await writeGithub(reports, flags.reportGithub === true, context);
  if (only !== undefined && alone) {
    out.json(only);
    await tellEnd(notices, { reports, whole, alone, summary: only.summary }, context);
    return context.finish(verdict, only.summary);
  }
  const noise = learns
    ? await withProgress(context, async (onProgress) => {
      onProgress?.({ kind: "task", task: "learn" });
      return await learnFrom(rounds, ready, margin, context);
    })
    : undefined;
  if (ready.length * repeat > 1) printTotals(reports, left, { wall: Date.now() - began, jobs }, out);
  out.json(noise === undefined ? whole : { ...whole, noise });
  const words = noise === undefined ? "" : `; ${proposedWords(noise)}`;
  const summary = empty ? "passed (no profile in this shard)" : summaryOf(reports, left, verdict, words);
  await tellEnd(notices, { reports, whole, alone: false, summary }, context);
  context.finish(verdict, summary);
}

/** What stopped the whole stands where the results would stand: in `latest.json`, and in the reports asked for. */
async function tellStopped(
  error: unknown,
  names: readonly string[],
  { reports: files, reportGithub }: PlayFlags,
  invocation: Invocation,
  notices: Notices,
  context: Context,
): Promise<void> {
  const reports = await invocation.stop(error);
  const alone = names.length === 1 && reports.length === 1;
  const whole = playsDocument(verdictOver(reports, 0), reports, { not_played: [] });
  try {
    await writeReports(reports, files, context, alone ? undefined : whole);
    await writeGithub(reports, reportGithub === true, context);
  } catch (unwritten) {
    context.out.warn(`warning: the reports were not written: ${messageOf(unwritten)}`);
  }
  await tellEnd(notices, { reports, whole, alone, summary: summaryOf(reports, [], whole.verdict) }, context);
}

function isExact(one: Placed | Unready | undefined): boolean {
  return one !== undefined && isPlayable(one) && one.exact;
}

type Shared = Omit<PlayOptions, "loaded" | "invocation" | "baseUrl" | "progress" | "sandbox" | "runRoot">;

async function sharedOptions(
  flags: PlayFlags,
  config: Config,
  dataRoot: string,
  context: Context,
  loaded: readonly LoadedProfile[],
): Promise<Shared> {
  const { env, cwd, out } = context;
  const secrets = { env, cwd, dataRoot, file: flags.secretsFile, configured: config.secrets_file };
  const secretOf = await findSecrets(secrets);
  const defaults = playDefaults({ ...config, job_command: flags.jobCommand ?? config.job_command }, cwd);
  return {
    ...defaults,
    dataRoot,
    credentials: await findCredentials({ env, cwd, dataRoot, ...credentialFiles(flags) }),
    users: await usersOfAll(loaded, flags, config, context, dataRoot),
    http: await httpSettings(flags, config, cwd, dataRoot),
    ...(flags.holes === undefined ? {} : { holes: flags.holes }),
    again: flags.again,
    ...orderOptions(flags),
    ...(env["PROFILE_PLAYBACK_FORK_ROOT"] === undefined
      ? {}
      : { forkRoot: resolve(cwd, env["PROFILE_PLAYBACK_FORK_ROOT"]) }),
    traceCode: flags.traceCode === true,
    ...(flags.scratch === undefined ? {} : { scratch: resolve(cwd, flags.scratch) }),
    allowProduction: flags.allowProduction === true,
    compare: flags.compare,
    pictures: flags.pictures ?? defaults.pictures ?? true,
    optional: flags.optional === true,
    keep: flags.keep === true,
    api: flags.api ?? defaults.api,
    keepGoing: flags.keepGoing === true,
    ...(flags.slowFactor === undefined ? {} : { slowFactor: factorOf(flags.slowFactor) }),
    jobTimeout: limitOf("job-timeout", flags.jobTimeout, defaults.jobTimeout),
    jobTimeoutWins: flags.jobTimeout !== undefined,
    workerTimeout: limitOf("worker-timeout", flags.workerTimeout, defaults.workerTimeout),
    busyTimeout: limitOf("busy-timeout", flags.busyTimeout, defaults.busyTimeout),
    ...(flags.pollLimit === undefined ? {} : { budget: new PollBudget(pollLimitOf(flags.pollLimit)) }),
    cancel: flags.cancel,
    embedded: await embeddedOf(flags),
    env,
    secret: learningSecrets(secretOf, out.redactor),
    redactor: out.redactor,
    width: terminalWidth(context),
    ...(flags.asked === undefined ? {} : { asked: flags.asked }),
    bundle: { ...defaults.bundle, zip: flags.bundleZip === true },
    version: VERSION,
    now: Date.now,
    signal: context.signal,
  };
}

/** What the command line says, else the default, ms. */
function limitOf(name: string, flag: string | undefined, usual: number): number {
  return flag === undefined ? usual : durationOf(name, flag);
}

function credentialFiles({ envFile, cookieFile, bearerFile }: PlayFlags) {
  return {
    ...(envFile === undefined ? {} : { envFile }),
    ...(cookieFile === undefined ? {} : { cookieFile }),
    ...(bearerFile === undefined ? {} : { bearerFile }),
  };
}

/** Polls a minute; `null` is no limit. */
function pollLimitOf(value: string): number | null {
  if (value === "off") return null;
  const limit = Number(value);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new ProfileError("usage", `--poll-limit: "${value}" is no number of polls`, {
    remedy: "Use a whole number of polls a minute above 0, or off",
  });
}

function factorOf(text: string): number {
  const factor = Number(text);
  if (text.trim() !== "" && Number.isFinite(factor) && (factor === 0 || factor >= 1)) return factor;
  throw new ProfileError("usage", `--slow-factor: "${text}" is no factor`, {
    remedy: "Use a number from 1 on, or 0 for no warnings",
  });
}
