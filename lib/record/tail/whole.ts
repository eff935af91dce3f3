/** Is the log that a tail kept still there as a whole? Then it is the better source: it holds what was taken out. */
import { readSpool } from "../../spool/reader.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { LogFile } from "./log_file.ts";

/**
 * Tells whether the log on disk begins with everything that a tail kept of it: one file from its first line on,
 * neither rotated nor cut nor replaced.
 *
 * @param folder the spool
 * @param checkpoint the checkpoint file of the tail
 * @param log absolute path of the log
 */
export async function isLogWhole(folder: string, checkpoint: string, log: string): Promise<boolean> {
  const position = await loadCheckpoint(checkpoint, log);
  if (position === undefined || (position.finished ?? []).length > 0) return false;
  const file = await LogFile.open(log).catch(() => undefined);
  if (file === undefined) return false;
  try {
    await file.read();
    for await (const record of readSpool(folder)) {
      return record.kind !== "gap" && record.line === 1 && record.offset === 0 && record.file === file.id &&
        await file.continues(position);
    }
    return false;
  } finally {
    await file.close();
  }
}
