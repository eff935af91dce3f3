/** Runs a tail: prints what comes, or keeps it in a spool and assembles that at the end. */
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { assemble } from "../lib/assemble/assemble.ts";
import { sanitise } from "../lib/assemble/ids.ts";
import { learnFrom } from "../lib/assemble/scan.ts";
import { sha256 } from "../lib/files/hash.ts";
import { captureTest } from "../lib/record/tail/capture.ts";
import { loadCheckpoint, saveCheckpoint } from "../lib/record/tail/checkpoint.ts";
import { tailTest } from "../lib/record/tail/filter.ts";
import { Follower } from "../lib/record/tail/follower.ts";
import { refuseUnknown } from "../lib/record/tail/known.ts";
import { JsonLines } from "../lib/record/tail/json_lines.ts";
import { folderNamed, logOf } from "../lib/record/tail/log_of.ts";
import { packedChunks, packedParts } from "../lib/record/tail/packed.ts";
import type { Chunk, FollowOptions } from "../lib/record/tail/types.ts";
import type { TailPosition } from "../lib/record/tail/position.ts";
import { PrintedPlaces } from "../lib/record/tail/printed_places.ts";
import { TailReport } from "../lib/record/tail/report.ts";
import { linesOf } from "../lib/record/tail/tail.ts";
import { parseLine } from "../lib/events/parse_line.ts";
import { unreadSiblings, unreadWarning } from "../lib/events/siblings.ts";
import type { Redactor } from "../lib/redact/redactor.ts";
import { ProfileError } from "../lib/errors.ts";
import { counted } from "../lib/text/counted.ts";
import type { Context } from "./context.ts";
import { keepLog, type Kept, runFolder } from "./keep.ts";

/** The command's options. */
export interface TailFlags {
  follow: boolean;
  summary?: true;
  from?: "start" | "end" | "checkpoint";
  run?: string;
  category?: string;
  method?: string;
  path?: string;
  capture?: string;
  job?: string;
  status?: string;
  /** `true` without a name. */
  assemble?: string | true;
  checkpoint?: string;
  resetCheckpoint?: true;
}

/** `profile record tail`. */
export async function runTail(context: Context, path: string, flags: TailFlags): Promise<void> {
  const named = resolve(context.cwd, path);
  const log = await logOf(named, flags.follow, flags.run);
  const within = await folderNamed(named);
  await refuseUnknown(log, flags.follow, flags);
  if (flags.follow) context.out.detail(`following ${log}`);
  if (flags.assemble === undefined) await printTail(context, log, within, flags);
  else await assembleTail(context, log, within, flags, flags.assemble);
}

async function printTail(
  context: Context,
  log: string,
  within: string | undefined,
  flags: TailFlags,
): Promise<void> {
  const { out } = context;
  const checkpoint = checkpointFile(context, log, flags);
  const from = flags.from === "checkpoint" && flags.resetCheckpoint !== true
    ? await loadCheckpoint(checkpoint.file, log) ?? "start"
    : flags.from === "end"
    ? "end"
    : "start";
  const capture = flags.capture === undefined ? undefined : await captureTest(log, flags.capture);
  const wanted = tailTest({ ...flags, capture });
  const isPlain = out.options.json && flags.summary !== true && wanted === undefined;
  if (!flags.follow && flags.summary !== true) {
    await learn(out.redactor, log, isPlain ? MOST_STUDIED : Infinity);
  }
  const unread = flags.follow || from !== "start" ? [] : await unreadSiblings(log);
  warnOf(context, unread);
  const report = new TailReport(out, {
    summary: flags.summary === true,
    wanted,
    unread,
    partial: from !== "start",
    paint: (text, ...styles) => out.style(text, ...styles),
  });
  const signal = AbortSignal.any([context.signal, context.closed]);
  const follower = new Follower({ log, follow: flags.follow, from, signal, within });
  const lines = isPlain
    ? new JsonLines(out.redactor, {
      write: (block) => out.jsonLines(block),
      problem: (problem) => report.add({ kind: "problem", problem }),
    })
    : undefined;
  const remember = remembers(flags) ? new Remembered(checkpoint, log) : undefined;
  const places = new PrintedPlaces();
  for await (const chunk of chunksOf(follower, log, from)) {
    if (chunk.kind === "gap") report.add(chunk);
    else if (lines !== undefined) await lines.add(chunk);
    else {
      const now = performance.now();
      for (const { line, number } of linesOf(chunk)) report.add(parseLine(line, number), now);
      if (chunk.kind === "idle") report.idle(now);
    }
    if (chunk.kind !== "idle" || remember === undefined || !await out.flushed()) continue;
    const position = follower.position();
    // Machines get each event when it is read, people get a request with its answer.
    const place = out.options.json ? { position } : places.reached(position, report.progress);
    if (place !== undefined) await remember.place(place.position);
  }
  const words = report.finish();
  if (remember !== undefined && await out.flushed()) await remember.place(follower.position());
  const seen = lines === undefined ? words : counted(lines.events, "event");
  if (lines !== undefined && context.signal.aborted) out.warn(seen);
  finish(context, seen);
}

/** Logs above this size are printed as JSON without learning from them first, for speed. In bytes. */
const MOST_STUDIED = 64 * 1024 * 1024;

/** A person may be known only from a later line than the first that names them: what is over is read before. */
async function learn(redactor: Redactor, log: string, most: number): Promise<void> {
  if (most < Infinity && (await stat(log)).size > most) return;
  await learnFrom(log, redactor);
}

function warnOf({ out }: Context, unread: readonly string[]): void {
  const warning = unreadWarning(unread);
  if (warning !== undefined) out.warn(`warning: ${warning}`);
}

/** What lies compressed comes first, when the log is read from its start. */
async function* chunksOf(
  follower: Follower,
  log: string,
  from: FollowOptions["from"],
): AsyncGenerator<Chunk> {
  const packed = from === "start" ? await packedParts(log) : [];
  if (packed.length > 0) yield* packedChunks(log, packed);
  if (!packed.some(({ path }) => path === log)) yield* follower.chunks();
}

async function assembleTail(
  context: Context,
  log: string,
  within: string | undefined,
  flags: TailFlags,
  given: string | true,
): Promise<void> {
  const { out } = context;
  const wanted = tailTest({
    ...flags,
    capture: flags.capture === undefined ? undefined : await captureTest(log, flags.capture),
  });
  const kept = await keepLog(context, log, {
    name: given === true ? undefined : given,
    follow: flags.follow,
    within,
    from: flags.from === "end" ? "end" : "start",
    reset: flags.resetCheckpoint === true,
    checkpoint: flags.checkpoint === undefined ? undefined : resolve(context.cwd, flags.checkpoint),
    summary: flags.summary === true,
    wanted,
  });
  const { words, name } = kept;
  if (kept.empty) return finish(context, `${words}, nothing to assemble yet`);
  const dataRoot = await context.dataRoot();
  const result = await assembled(context, kept.from, { dataRoot, name, capture: flags.capture });
  if (typeof result === "string") {
    out.warn(`warning: nothing was assembled: ${result}`);
    return finish(context, words);
  }
  out.line(`draft: ${result.draftDir}`);
  for (const { message, line } of result.problems) out.warn(`warning: line ${line}: ${message}`);
  const found = [words, counted(result.steps, "step"), counted(result.holes.length, "hole")];
  if (out.options.json) out.warn(`draft: ${result.draftDir}`);
  finish(context, found.join(", "));
}

/** The draft, or why there is none yet: what was kept stays, and the next tail goes on. */
async function assembled(
  { out }: Context,
  from: Kept["from"],
  named: { dataRoot: string; name: string; capture: string | undefined },
) {
  try {
    return await assemble({
      ...from,
      ...named,
      holes: "keep",
      redactor: out.redactor.share(),
      now: new Date(),
    });
  } catch (error) {
    if (error instanceof ProfileError && error.verdict === "usage") return error.message;
    throw error;
  }
}

function finish(context: Context, words: string): void {
  if (context.signal.aborted) context.finish("interrupted", `interrupted (${words})`);
  else context.finish("passed", `passed (${words})`);
}

/** A look at a log leaves nothing behind; following it, or asking for a checkpoint, does. */
function remembers({ follow, from, checkpoint }: TailFlags): boolean {
  return follow || from === "checkpoint" || checkpoint !== undefined;
}

/** Where the place is remembered, and whether the user named that file. */
function checkpointFile({ env, cwd }: Context, log: string, flags: TailFlags) {
  const asked = flags.from === "checkpoint" || flags.checkpoint !== undefined;
  if (flags.checkpoint !== undefined) return { file: resolve(cwd, flags.checkpoint), asked };
  const state = env["XDG_STATE_HOME"] ?? join(env["HOME"] ?? cwd, ".local", "state");
  const name = `${sanitise(basename(runFolder(log)))}-${sha256(log).slice(0, 8)}.json`;
  return { file: join(state, "profile", "tail", name), asked };
}

/** Writes a checkpoint whenever the place moved. One that nobody asked for may fail. */
class Remembered {
  readonly #file: { file: string; asked: boolean };
  readonly #log: string;
  #last = "";

  constructor(file: { file: string; asked: boolean }, log: string) {
    this.#file = file;
    this.#log = log;
  }

  async place(position: TailPosition | undefined): Promise<void> {
    const now = `${position?.ino} ${position?.offset} ${position?.head.sha256}`;
    if (now === this.#last) return;
    this.#last = now;
    try {
      await saveCheckpoint(this.#file.file, this.#log, position);
    } catch (error) {
      if (this.#file.asked) throw error;
    }
  }
}
