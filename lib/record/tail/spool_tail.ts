/** A tail into a spool: goes on where the last one stopped, and keeps uploaded files before they are replaced. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SPOOL_LOCK } from "../../drafts/spools.ts";
import { messageOf, ProfileError } from "../../errors.ts";
import { withLock } from "../../files/lock.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { UploadRecord } from "../../spool/format.ts";
import { SpoolWriter } from "../../spool/writer.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { Follower } from "./follower.ts";
import { Snapshots } from "./snapshots.ts";
import { Spooler } from "./spooler.ts";
import { linesOf, type TailItem } from "./tail.ts";

/** How long to wait for another tail to end, in ms; what a killed one left is taken away sooner. */
const PATIENCE = 12_000;

/** What to follow, and where to keep it. */
export interface SpoolTailOptions {
  log: string;
  /** The run's directory, read only; uploads are copied from there. */
  runDir: string | undefined;
  /** Folder that was named: the log must not be a link that leads out of it. */
  within: string | undefined;
  /** Folder of the spool; made when missing. */
  folder: string;
  follow: boolean;
  /** Where to begin when there is no checkpoint. */
  from: "start" | "end";
  /** Begin anew, whatever the checkpoint says. */
  reset: boolean;
  /** The checkpoint file. */
  checkpoint: string;
  redactor: Redactor;
  signal: AbortSignal;
  onItem(item: TailItem): void;
  onIdle(): void;
  onUpload(upload: Pick<UploadRecord, "field" | "name" | "reason">): void;
}

/** What was kept in this run of the tail, and whether there is anything to assemble. */
export interface Spooled {
  events: number;
  uploads: number;
}

/**
 * Follows a log into a spool until the signal comes or, without `follow`, to its end.
 *
 * @throws ProfileError refused when another tail writes that spool; unavailable when it cannot be written
 */
export async function spoolTail(options: SpoolTailOptions): Promise<Spooled> {
  const { log, folder, runDir } = options;
  const info = { version: 1 as const, log, ...(runDir === undefined ? {} : { run_dir: runDir }) };
  await (await SpoolWriter.open(folder, info)).close();
  let began = false;
  try {
    return await withLock(join(folder, SPOOL_LOCK), async () => {
      began = true;
      const writer = await SpoolWriter.open(folder, info);
      return await run(options, writer).finally(() => writer.close());
    }, PATIENCE);
  } catch (error) {
    if (began || !messageOf(error).endsWith("held by another process")) throw error;
    throw new ProfileError("refused", "Another tail keeps that log already", {
      position: { file: folder },
      remedy: "Stop it, or choose another name with --assemble NAME",
      cause: error,
    });
  }
}

async function run(options: SpoolTailOptions, writer: SpoolWriter): Promise<Spooled> {
  const { log, runDir, follow, signal, redactor, checkpoint } = options;
  if (options.reset) await rm(checkpoint, { force: true });
  const from = await loadCheckpoint(checkpoint, log) ?? options.from;
  const follower = new Follower({ log, follow, from, signal, rotated: true, within: options.within });
  const snapshots = runDir === undefined ? undefined : new Snapshots(runDir, writer, redactor);
  const counts = { events: typeof from === "object" ? 1 : 0, uploads: 0 };
  const spooler = new Spooler({
    writer,
    redactor,
    log,
    checkpoint,
    position: () => follower.position(),
    async snapshots(at) {
      const uploads = await snapshots?.take(at) ?? [];
      for (const upload of uploads) {
        options.onUpload(upload);
        if (upload.sha256 !== undefined) counts.uploads++;
      }
      return uploads;
    },
  });
  for await (const chunk of follower.chunks()) {
    if (chunk.kind === "gap") {
      spooler.gap(chunk.gap);
      options.onItem(chunk);
    } else if (chunk.kind === "idle") options.onIdle();
    else {
      const lines = [...linesOf(chunk)];
      snapshots?.announce(lines.map(({ line }) => line));
      for (const { line, number } of lines) {
        const item = await spooler.line(chunk.file, line, number);
        if (item.kind === "event") counts.events++;
        options.onItem(item);
      }
    }
    await spooler.after(chunk);
  }
  await spooler.flush();
  return counts;
}
