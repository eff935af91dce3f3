/** Keeps what comes in a log in a spool, prints it, and says what a draft of it is best assembled from. */
import { basename, dirname, join } from "node:path";
import { sanitise } from "../lib/assemble/ids.ts";
import { learnFrom } from "../lib/assemble/scan.ts";
import type { AssembleOptions } from "../lib/assemble/types.ts";
import { SPOOLS } from "../lib/drafts/spools.ts";
import { ProfileError } from "../lib/errors.ts";
import { packedParts, packingOf } from "../lib/events/compressed/format.ts";
import { unreadSiblings, unreadWarning } from "../lib/events/siblings.ts";
import { writeAtomic } from "../lib/files/atomic.ts";
import { readInside } from "../lib/files/inside.ts";
import { exists } from "../lib/files/safe_path.ts";
import type { TailTest } from "../lib/record/tail/filter.ts";
import { TailReport } from "../lib/record/tail/report.ts";
import { spoolTail } from "../lib/record/tail/spool_tail.ts";
import { isLogWhole } from "../lib/record/tail/whole.ts";
import type { Redactor } from "../lib/redact/redactor.ts";
import { CHECKPOINT_FILE } from "../lib/spool/format.ts";
import { counted } from "../lib/text/counted.ts";
import type { Context } from "./context.ts";

/** What is kept, and how. */
export interface Keeping {
  /** Name of the spool; default: that of the run's folder. */
  name: string | undefined;
  follow: boolean;
  /** Folder that was named: the log must not be a link that leads out of it. */
  within: string | undefined;
  from: "start" | "end";
  reset: boolean;
  /** The checkpoint file; default: in the spool. */
  checkpoint: string | undefined;
  summary: boolean;
  wanted: TailTest | undefined;
  /** Ends it, as the user's signal does. */
  until?: AbortSignal;
  /** All that is there was read. */
  onIdle?(): void;
}

/** What was kept. */
export interface Kept {
  /** Counts in words. */
  words: string;
  name: string;
  /** Nothing was ever kept, so there is nothing to assemble. */
  empty: boolean;
  /** What a draft is assembled from: the log while it is whole, else the spool. */
  from: Pick<AssembleOptions, "source" | "copies">;
}

/**
 * Keeps a log until it is interrupted or, without `follow`, to its end.
 *
 * @param log absolute path
 * @throws ProfileError usage when the name is none or the log is compressed; as {@link spoolTail}
 */
export async function keepLog(context: Context, log: string, keeping: Keeping): Promise<Kept> {
  const { out } = context;
  if (await packingOf(log) !== "plain") {
    throw new ProfileError("usage", `The log is compressed: ${log}`, {
      remedy: "Nothing can be overwritten in what is over: name the run directory to profile assemble",
    });
  }
  const packed = await packedParts(log);
  const name = keeping.name ?? sanitise(basename(runFolder(log)));
  if (sanitise(name) !== name) {
    throw new ProfileError("usage", `"${name}" is no name for a draft`, {
      remedy: "Use letters, digits, '.', '_' and '-', and start with a letter or digit",
    });
  }
  const folder = join(await context.dataRoot(), "profiles", "_drafts", SPOOLS, name);
  const checkpoint = keeping.checkpoint ?? join(folder, CHECKPOINT_FILE);
  if (!keeping.follow) await learnFrom(log, out.redactor);
  // Rotated files that are not compressed belong to what is kept.
  const unread = (await unreadSiblings(log)).filter((file) => /\.[a-z]+\d?$/.test(file));
  const warning = unreadWarning(unread);
  if (warning !== undefined) out.warn(`warning: ${warning}`);
  const report = new TailReport(out, {
    summary: keeping.summary,
    wanted: keeping.wanted,
    unread,
    partial: keeping.from === "end" || (!keeping.reset && await exists(checkpoint)),
    paint: (text, ...styles) => out.style(text, ...styles),
  });
  const runDir = basename(dirname(log)) === "_logs" ? runFolder(log) : undefined;
  const { until = context.signal } = keeping;
  const spooled = await spoolTail({
    ...keeping,
    log,
    runDir,
    folder,
    checkpoint,
    redactor: out.redactor.share(),
    signal: AbortSignal.any([context.signal, until]),
    onItem: (item) => report.add(item, performance.now()),
    onIdle: () => {
      report.idle(performance.now());
      keeping.onIdle?.();
    },
    onUpload: ({ field, name, reason }) =>
      reason === undefined ? out.detail(`kept ${name ?? field}`) : out.warn(`warning: ${field}: ${reason}`),
  });
  const words = report.finish();
  out.line(`kept: ${folder} (${counted(spooled.uploads, "uploaded file")})`);
  await keepMarks(log, folder, out.redactor);
  // What was learned depends on where this one began; the draft learns from the whole, always in the same order.
  out.useRedactor(out.redactor.apart());
  const whole = await isLogWhole(folder, checkpoint, log);
  if (packed.length > 0 && !whole) {
    const names = packed.map(({ path }) => basename(path)).join(", ");
    out.warn(`warning: of what lies compressed (${names}) the draft has only what was kept before`);
  }
  const source = whole ? { source: runDir ?? log, copies: folder } : { source: folder };
  return { words, name, empty: spooled.events === 0, from: source };
}

/** The marks of captures lie beside the log; what is kept of the log needs them, too. */
async function keepMarks(log: string, folder: string, redactor: Redactor): Promise<void> {
  const name = "profile.captures.json";
  const marks = await readInside(dirname(log), name);
  if (marks !== undefined) await writeAtomic(join(folder, name), redactor.text(marks, name));
}

/** The run directory around a log, or the log itself when it lies alone. */
export function runFolder(log: string): string {
  return basename(dirname(log)) === "_logs" ? dirname(dirname(log)) : log.replace(/\.jsonl$/, "");
}
