/** `--resume`, `--from-step`, `--to-step`, `--only`, `--last-failed`: which earlier play is gone on with, and how. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ProfileError } from "../lib/errors.ts";
import type { HoleMode, PlayPart } from "../lib/play/holes.ts";
import type { PlayOptions } from "../lib/play/options.ts";
import { choosePart } from "../lib/play/part/choose.ts";
import {
  type Continuation,
  findKept,
  findUnfinished,
  hasUnfinished,
  lackingRun,
  namedSandbox,
  type PlayedProfile,
  refuseChanged,
  refuseUnfit,
} from "../lib/play/resume/continuation.ts";
import type { Part } from "../lib/play/resume/format.ts";
import type { PlayRecord } from "../lib/play/resume/record.ts";
import { refuseLostSecrets } from "../lib/play/resume/secrets.ts";
import { nameOf } from "../lib/play/rerun.ts";
import type { LoadedProfile } from "../lib/profiles/load.ts";
import { profileKey } from "../lib/results/key.ts";
import { readLatest } from "../lib/results/latest.ts";
import type { Context } from "./context.ts";
import type { Shared } from "./play_all.ts";

/** What the command line says about going on. */
export interface ContinueFlags {
  fromStep?: string | undefined;
  toStep?: string | undefined;
  only?: string[] | undefined;
  sandboxRun?: string | undefined;
  resume?: true | undefined;
  redo?: true | undefined;
  lastFailed?: true | undefined;
  pace?: string | undefined;
  concurrency?: string | undefined;
  holes?: HoleMode | undefined;
  /** Options that a later call needs again, as they were typed. */
  again: string[];
}

/** An earlier play with the options that hold for going on with it. */
export interface Opened {
  record?: PlayRecord;
  flags: { target?: string; overlay?: string; holes?: HoleMode };
  part?: Part;
}

/** What `play()` is told on top of the options that all plays share. */
type Continued = Partial<
  Pick<PlayOptions, "continues" | "chosen" | "overlay" | "holes" | "compare" | "optional" | "embedded">
>;

/**
 * Finds the plays that are gone on with; what they were told holds again, so that it need not be typed again.
 *
 * @throws ProfileError usage when options contradict one another, or there is nothing to resume
 */
export async function openContinued(
  loaded: readonly LoadedProfile[],
  flags: ContinueFlags & { target: string | undefined; overlay?: string | undefined },
  dataRoot: string,
  context: Context,
): Promise<Opened[]> {
  const part = partOf(flags);
  if (flags.redo === true && flags.resume !== true) {
    throw new ProfileError("usage", "--redo is for --resume", { remedy: "Add --resume" });
  }
  if (part !== undefined && loaded.length > 1) {
    throw new ProfileError("usage", "--from-step, --to-step and --only are for one profile at a time", {
      remedy: "Name one profile",
    });
  }
  if (flags.sandboxRun !== undefined && part === undefined) {
    throw new ProfileError("usage", "--sandbox-run is for a part of the steps", {
      remedy: "Say which, with --from-step or --only",
    });
  }
  const opened: Opened[] = [];
  for (const one of loaded) {
    const who = playedOf(one, dataRoot);
    const resumes = flags.resume === true && part === undefined;
    if (!resumes) opened.push({ flags: {}, ...(part === undefined ? {} : { part }) });
    else if (loaded.length > 1 && !await hasUnfinished(who)) {
      context.out.line(`${who.name}: no play of it was cut short; it is played from its start`);
      opened.push({ flags: {} });
    } else opened.push(asBefore(await findUnfinished(who), flags, who.name));
  }
  return opened;
}

/** What the earlier play was told; what is said now must not contradict it. */
function asBefore(
  record: PlayRecord,
  flags: { target: string | undefined; overlay?: string | undefined },
  name: string,
): Opened {
  const { overlay, target, holes, part } = record.begin;
  const differs = (what: string, before: string, now: string) =>
    new ProfileError("usage", `The play of ${name} that was cut off had ${what} ${before}, not ${now}`, {
      remedy: "Leave the option out, or play from the start",
    });
  if (flags.overlay !== undefined && flags.overlay !== overlay) {
    throw differs("the overlay", overlay ?? "none", flags.overlay);
  }
  const isEmbedded = target === "embedded";
  if (flags.target !== undefined && isEmbedded !== (flags.target === "embedded")) {
    throw differs("the target", target, flags.target);
  }
  return {
    record,
    flags: {
      // An address that the redactor has changed must be given again.
      ...(target.includes("[") ? {} : { target: flags.target ?? target }),
      ...(overlay === null ? {} : { overlay }),
      ...(holes === null ? {} : { holes }),
    },
    ...(part === null ? {} : { part }),
  };
}

/**
 * Checks everything that can be checked before the first request.
 *
 * @throws ProfileError refused for a profile that was changed, unavailable when the sandbox is gone
 */
export async function checkContinued(
  settled: readonly { loaded: LoadedProfile; part: PlayPart }[],
  opened: readonly Opened[],
  targets: readonly string[],
  flags: ContinueFlags & { overlay?: string | undefined },
  shared: Shared,
  context: Context,
): Promise<Continued[]> {
  const all: Continued[] = [];
  for (const [index, { loaded }] of settled.entries()) {
    const { record, part, flags: before } = opened[index] ?? { flags: {} };
    const chosen = part === undefined ? {} : { chosen: choosePart(loaded, part) };
    const name = nameOf(loaded, shared.dataRoot);
    if (record !== undefined) {
      const continues = await continuesWhole(record, loaded, before.overlay, name, flags.redo === true);
      const words = continues === undefined
        ? "is played from its start: nothing was done in"
        : "goes on with";
      context.out.line(`${name}: ${words} the play of ${record.begin.at}`);
      const { compare, optional, drift } = record.begin;
      all.push({
        ...(continues === undefined ? {} : { continues }),
        ...chosen,
        ...before,
        compare: compare && shared.compare,
        optional: optional || shared.optional,
        embedded: { ...shared.embedded, drift: { ...drift, ...shared.embedded.drift } },
      });
    } else if (chosen.chosen !== undefined) {
      const continues = await continuesPart(loaded, chosen.chosen, targets[index], flags, shared, context);
      all.push({ ...chosen, ...(continues === undefined ? {} : { continues }) });
    } else all.push({});
  }
  return all;
}

/** A play that was cut off before it had a sandbox has nothing to go on with. */
async function continuesWhole(
  record: PlayRecord,
  loaded: LoadedProfile,
  overlay: string | undefined,
  name: string,
  redo: boolean,
): Promise<Continuation | undefined> {
  const { sandbox } = record;
  if (sandbox === undefined) return undefined;
  await refuseChanged(record, loaded, overlay, name);
  refuseLostSecrets(loaded, record);
  return { mode: "resume", sandbox, record, redo };
}

/** The run that a part is played in: the one that was named, that of the last play, or a fresh one where it will do. */
async function continuesPart(
  loaded: LoadedProfile,
  chosen: NonNullable<PlayOptions["chosen"]>,
  target: string | undefined,
  flags: ContinueFlags & { overlay?: string | undefined },
  { runRoot, dataRoot }: Shared,
  { cwd }: Context,
): Promise<Continuation | undefined> {
  const { profile } = loaded;
  if (flags.sandboxRun !== undefined) {
    const named = /[/\\]/.test(flags.sandboxRun) ? resolve(cwd, flags.sandboxRun) : flags.sandboxRun;
    const sandbox = await namedSandbox(named, runRoot, profile.metadata.config, activeConfig);
    await refuseUnfit(loaded, chosen, undefined, flags.overlay);
    return { mode: "part", sandbox, redo: false };
  }
  const who = playedOf(loaded, dataRoot);
  const lacking = lackingRun(loaded, chosen, who.name);
  if (lacking === undefined) {
    await refuseUnfit(loaded, chosen, undefined, flags.overlay);
    return undefined;
  }
  const record = await findKept(who, runRoot);
  if (record?.sandbox === undefined) throw lacking;
  const before = record.begin.target;
  if ((before === "embedded") !== (target === "embedded")) {
    throw new ProfileError(
      "refused",
      `The last play of ${who.name} was on ${before}, this one is on ${target}`,
      {
        remedy: before === "embedded" ? "Add --embedded" : `Add --base-url ${before}`,
      },
    );
  }
  await refuseUnfit(loaded, chosen, record, flags.overlay);
  return { mode: "part", sandbox: record.sandbox, record, redo: false };
}

async function activeConfig(dir: string): Promise<string | undefined> {
  const text = await readFile(join(dir, "active_config.txt"), "utf8").catch(() => "");
  return text.trim() === "" ? undefined : text.trim();
}

function partOf({ fromStep, toStep, only }: ContinueFlags): Part | undefined {
  if (fromStep === undefined && toStep === undefined && only === undefined) return undefined;
  return {
    ...(fromStep === undefined ? {} : { from: fromStep }),
    ...(toStep === undefined ? {} : { to: toStep }),
    ...(only === undefined ? {} : { only }),
  };
}

function playedOf(loaded: LoadedProfile, dataRoot: string): PlayedProfile {
  const { file, profile } = loaded;
  return {
    dataRoot,
    slug: profile.metadata.slug,
    key: profileKey(file, dataRoot),
    name: nameOf(loaded, dataRoot),
  };
}

/**
 * The profiles whose last play did not pass as a whole, in the order of their names; says which.
 *
 * @param names of which to choose; none: of all that were played
 * @throws ProfileError usage when nothing was played yet
 */
export async function lastFailed(
  names: readonly string[],
  dataRoot: string,
  { out }: Context,
): Promise<string[]> {
  const { profiles } = await readLatest(dataRoot);
  const played = Object.keys(profiles).sort();
  if (played.length === 0) {
    throw new ProfileError("usage", "Nothing was played yet: there is no last result", {
      remedy: "Play without --last-failed",
    });
  }
  const chosen: string[] = [];
  const wanted = names.length === 0 ? played : names;
  for (const name of wanted) {
    const last = profiles[name];
    const slug = name.split("/").at(-1) ?? name;
    const unfinished = await hasUnfinished({ dataRoot, slug, key: name, name });
    const why = last === undefined
      ? "was not played to its end yet"
      : unfinished
      ? "was cut short"
      : last.exit_code !== 0 || /partial/.test(last.summary)
      ? last.summary
      : undefined;
    if (why === undefined) continue;
    chosen.push(name);
    out.line(`--last-failed: ${name} (${why})`);
  }
  const rest = wanted.length - chosen.length;
  if (rest > 0 && chosen.length > 0) out.line(`--last-failed: ${rest} left out, they passed`);
  return chosen;
}

/**
 * `--pace` and `--concurrency`.
 *
 * @throws ProfileError usage for words that are none
 */
export function orderOptions(
  { pace, concurrency }: Pick<ContinueFlags, "pace" | "concurrency">,
): Pick<PlayOptions, "pace" | "concurrency"> {
  const factor = pace === undefined || pace === "fast" ? undefined : pace === "recorded" ? 1 : factorOf(pace);
  if (concurrency !== undefined && !/^[1-9]\d{0,2}$/.test(concurrency)) {
    throw new ProfileError("usage", `--concurrency: "${concurrency}" is not a number of requests`, {
      remedy: "Use a number from 1 to 999",
    });
  }
  return {
    ...(factor === undefined ? {} : { pace: factor }),
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
  };
}

function factorOf(pace: string): number {
  const factor = Number(/^(\d+(?:\.\d+)?)x$/.exec(pace)?.[1]);
  if (factor > 0) return factor;
  throw new ProfileError("usage", `--pace: "${pace}" is no pace`, {
    remedy: "Use fast, recorded, or a factor such as 2x",
  });
}
