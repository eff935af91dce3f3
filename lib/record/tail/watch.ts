/** Waiting for a file to change: notification where the system has it, and polling beside it. */
import { watch } from "node:fs";
import { dirname } from "node:path";

/** Notices changes of one file, also before it exists. */
export interface Watcher {
  /** Resolves when something may have changed, at the latest after the polling interval, or when aborted. */
  changed(): Promise<void>;
  close(): void;
}

/**
 * Watches the folder of a file. Network file systems notify of nothing; there the polling does the work.
 *
 * @param path the file, which need not exist
 * @param pollMs longest time between two looks, in milliseconds
 */
export function watchFile(path: string, pollMs: number, signal?: AbortSignal): Watcher {
  let pending = false;
  let wake: (() => void) | undefined;
  const notice = () => {
    pending = true;
    wake?.();
  };
  const stop = notify(dirname(path), notice);
  signal?.addEventListener("abort", notice);
  return {
    changed: () =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          wake = undefined;
          pending = false;
          resolve();
        };
        const timer = setTimeout(done, pollMs);
        wake = done;
        if (pending || signal?.aborted) done();
      }),
    close() {
      signal?.removeEventListener("abort", notice);
      stop();
    },
  };
}

function notify(folder: string, notice: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, notice);
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}
