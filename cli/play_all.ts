/** From the words of `profile play` to plays, one after the other, and one verdict over all. */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ProfileError } from "../lib/errors.ts";
import { writeAtomic } from "../lib/files/atomic.ts";
import { EXIT_CODES, strongest } from "../lib/model/exit.ts";
import type { Report } from "../lib/model/report.ts";
import type { PlayOptions } from "../lib/play/options.ts";
import { type HoleMode, settleHoles } from "../lib/play/holes.ts";
import { play } from "../lib/play/play.ts";
import { cleanReport } from "../lib/report/clean.ts";
import { REPORTERS } from "../lib/report/registry.ts";
import type { LoadedProfile } from "../lib/profiles/load.ts";
import { type Config, readConfig } from "../lib/settings/config.ts";
import { findCredentials } from "../lib/settings/credentials.ts";
import { playbackRunRoot } from "../lib/settings/run_root.ts";
import { findSecrets } from "../lib/settings/secrets.ts";
import { parseDuration } from "../lib/text/duration.ts";
import type { Context } from "./context.ts";
import { openProfile } from "./open_profile.ts";
import { planOnly } from "./play/plan_only.ts";
import { coloured, printEnd, sayPart, summaryOf } from "./play/print.ts";
import { type TargetFlags, targetOf } from "./play_target.ts";
import { VERSION } from "./version.ts";

/** Options as the command line gives them. */
export interface PlayFlags extends TargetFlags {
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
  const loaded: LoadedProfile[] = [];
  for (const name of names) loaded.push(await openProfile(context, name, flags));
  const planned = loaded.map((one) => ({ loaded: one, target: targetOf(one, flags, config, context.env) }));
  const shared = await sharedOptions(flags, config, dataRoot, context);
  if (flags.dryRun) return planOnly(planned, flags.optional === true, context);
  const ready = planned.map(({ loaded, target }) => ({ ...settleHoles(loaded, flags.holes), target }));
  for (const { part } of ready) sayPart(part, context.out);
  const invocation = loaded.map(({ profile }) => profile.metadata.slug);
  const reports: Report[] = [];
  for (const one of ready) {
    const { loaded, part, target } = one;
    const report = await play({ ...shared, loaded, part, baseUrl: target, invocation });
    reports.push(report);
    printEnd(report, one, context.out);
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

type Shared = Omit<PlayOptions, "loaded" | "invocation" | "baseUrl">;

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
