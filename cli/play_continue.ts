/** `--resume`, `--from-step`, `--to-step`, `--only`: which earlier play is gone on with, and how. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ProfileError } from "../lib/errors.ts";
import type { HoleMode } from "../lib/play/holes.ts";
import type { PlayOptions } from "../lib/play/options.ts";
import { choosePart } from "../lib/play/part/choose.ts";
import {
  type Continuation,
  findKept,
  findUnfinished,
  hasUnfinished,
  lackingRun,
  type PlayedProfile,
  refuseChanged,
  refuseUnfit,
} from "../lib/play/resume/continuation.ts";
import type { Part } from "../lib/play/resume/format.ts";
import type { PlayRecord } from "../lib/play/resume/record.ts";
import { dropUnused, namedSandbox } from "../lib/play/resume/sandboxes.ts";
import { refuseLostSecrets } from "../lib/play/resume/secrets.ts";
import { nameOf } from "../lib/play/rerun.ts";
import type { LoadedProfile } from "../lib/profiles/load.ts";
import { profileKey } from "../lib/results/key.ts";
import type { Context } from "./context.ts";
import type { ReadyProfile } from "./play/chosen.ts";

/** What the command line says about going on. */
export interface ContinueFlags {
  fromStep?: string | undefined;
  toStep?: string | undefined;
  only?: string[] | undefined;
  sandboxRun?: string | undefined;
  resume?: true | undefined;
  redo?: true | undefined;
  holes?: HoleMode | undefined;
  /** Options that a later call needs again, as they were typed. */
  again: string[];
}

/** An earlier play with the options that hold for going on with it. */
export interface Opened {
  record?: PlayRecord;
  flags: { target?: string; overlay?: string[]; holes?: HoleMode };
  part?: Part;
}

/** What all plays of the call share, as far as going on needs it. */
type Shared = Pick<PlayOptions, "runRoot" | "dataRoot" | "compare" | "optional" | "embedded" | "redactor">;

/** What `play()` is told on top of the options that all plays share. */
export type Continued = Partial<
  Pick<PlayOptions, "continues" | "chosen" | "holes" | "compare" | "optional" | "embedded" | "sandbox">
>;

/**
 * Checks that the options go together.
 *
 * @param many how many profiles were chosen
 * @throws ProfileError usage when they contradict one another
 */
export function checkContinueFlags(flags: ContinueFlags, many: number): void {
  const part = partOf(flags);
  if (flags.redo === true && flags.resume !== true) {
    throw new ProfileError("usage", "--redo is for --resume", { remedy: "Add --resume" });
  }
  if (part !== undefined && many > 1) {
    throw new ProfileError("usage", "--from-step, --to-step and --only are for one profile at a time", {
      remedy: "Name one profile",
    });
  }
  if (flags.sandboxRun !== undefined && part === undefined) {
    throw new ProfileError("usage", "--sandbox-run is for a part of the steps", {
      remedy: "Say which, with --from-step or --only",
    });
  }
}

/**
 * Finds the play that is gone on with; what it was told holds again, so that it need not be typed again.
 *
 * @param many true for one of several: it need not have a play that was cut short
 * @throws ProfileError usage when there is nothing to resume, or it had another overlay; unavailable when it goes on
 */
export async function openContinued(
  loaded: LoadedProfile,
  flags: ContinueFlags & { overlay?: string[] | undefined },
  many: boolean,
  dataRoot: string,
  { out }: Context,
): Promise<Opened> {
  const part = partOf(flags);
  if (part !== undefined) return { flags: {}, part };
  if (flags.resume !== true) return { flags: {} };
  const who = playedOf(loaded, dataRoot);
  if (many && !await hasUnfinished(who)) {
    out.line(`${who.name}: no play of it was cut short; it is played from its start`);
    return { flags: {} };
  }
  return asBefore(await findUnfinished(who), flags, who.name);
}

/** What the earlier play was told; what is said now must not contradict it. */
function asBefore(record: PlayRecord, flags: { overlay?: string[] | undefined }, name: string): Opened {
  const { overlay, target, holes, part } = record.begin;
  const spoken = flags.overlay?.join(",");
  if (spoken !== undefined && spoken !== overlay) {
    throw otherThanBefore(name, "overlay", overlay ?? "none", spoken);
  }
  return {
    record,
    flags: {
      ...(isHidden(target) ? {} : { target }),
      ...(overlay === null ? {} : { overlay: overlay.split(",") }),
      ...(holes === null ? {} : { holes }),
    },
    ...(part === null ? {} : { part }),
  };
}

/** The redactor leaves no internal address in a journal: such a target must be named again. */
function isHidden(target: string): boolean {
  return target.includes("redacted");
}

/** A sandbox belongs to a server. */
function refuseOtherTarget(
  { begin: { target } }: PlayRecord,
  now: string,
  name: string,
  redactor: Shared["redactor"],
): void {
  if (redactor.text(now) !== target) throw otherThanBefore(name, "target", target, now);
}

function otherThanBefore(name: string, what: string, before: string, now: string): ProfileError {
  return new ProfileError(
    "usage",
    `The play of ${name} that was cut off had the ${what} ${before}, not ${now}`,
    {
      remedy: isHidden(before) ? "Name it with --base-url" : "Leave the option out, or play from the start",
    },
  );
}

/**
 * Checks everything that can be checked before the first request.
 *
 * @throws ProfileError refused for a profile that was changed, unavailable when the sandbox is gone
 */
export async function checkContinued(
  ready: ReadyProfile,
  flags: ContinueFlags & { target: string | undefined },
  shared: Shared,
  context: Context,
): Promise<Continued> {
  const { loaded, target } = ready;
  const { record, part, flags: { holes } } = ready.opened ?? { flags: {} };
  const chosen = part === undefined ? {} : { chosen: choosePart(loaded, part) };
  const name = nameOf(loaded, shared.dataRoot);
  if (record !== undefined) {
    const spoken = flags.again.some((word) => /^--(base-url|embedded)\b/.test(word));
    refuseOtherTarget(record, (spoken ? flags.target : undefined) ?? target, name, shared.redactor);
    const continues = await continuesWhole(ready, record, flags.redo === true, shared);
    const words = continues === undefined ? "is played from its start: nothing was done in" : "goes on with";
    context.out.line(`${name}: ${words} the play of ${record.begin.at}`);
    const { compare, optional, drift } = record.begin;
    return {
      ...inItsSandbox(continues),
      ...chosen,
      ...(holes === undefined ? {} : { holes }),
      compare: compare && shared.compare,
      optional: optional || shared.optional,
      embedded: { ...shared.embedded, drift: { ...drift, ...shared.embedded.drift } },
    };
  }
  if (chosen.chosen === undefined) return {};
  const continues = await continuesPart(ready, chosen.chosen, flags, shared, context);
  return { ...chosen, ...inItsSandbox(continues) };
}

/** What is gone on with has a sandbox already, of its own kind. */
function inItsSandbox(continues: Continuation | undefined): Continued {
  if (continues === undefined) return {};
  return { continues, sandbox: { mode: continues.sandbox.mode, why: "that of the earlier play" } };
}

/** A play that was cut off before it had a sandbox has nothing to go on with. */
async function continuesWhole(
  { loaded, overlay }: ReadyProfile,
  record: PlayRecord,
  redo: boolean,
  { dataRoot }: Shared,
): Promise<Continuation | undefined> {
  const { sandbox } = record;
  if (sandbox === undefined) {
    await dropUnused(dataRoot, record.dir);
    return undefined;
  }
  await refuseChanged(record, loaded, overlay?.variables, nameOf(loaded, dataRoot));
  refuseLostSecrets(loaded, record);
  return { mode: "resume", sandbox, record, redo };
}

/** The run that a part is played in: the one that was named, that of the last play, or a fresh one where it will do. */
async function continuesPart(
  { loaded, target, overlay }: ReadyProfile,
  chosen: NonNullable<PlayOptions["chosen"]>,
  flags: ContinueFlags,
  { runRoot, dataRoot }: Shared,
  { cwd }: Context,
): Promise<Continuation | undefined> {
  const { profile } = loaded;
  if (flags.sandboxRun !== undefined) {
    const named = /[/\\]/.test(flags.sandboxRun) ? resolve(cwd, flags.sandboxRun) : flags.sandboxRun;
    const sandbox = await namedSandbox(named, runRoot, profile.metadata.config, activeConfig);
    await refuseUnfit(loaded, chosen, undefined, overlay?.variables);
    return { mode: "part", sandbox, redo: false };
  }
  const who = playedOf(loaded, dataRoot);
  const lacking = lackingRun(loaded, chosen, who.name);
  if (lacking === undefined) {
    await refuseUnfit(loaded, chosen, undefined, overlay?.variables);
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
  await refuseUnfit(loaded, chosen, record, overlay?.variables);
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
