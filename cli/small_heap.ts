/** Memory of commands that read large logs. */
import { setFlagsFromString } from "node:v8";

/**
 * Keeps the space for new objects small: reading a log makes millions that live for a moment, and a large space only
 * means that more of them lie about. Call it before the reading; runtimes that know no such choice go on without it.
 */
export function keepHeapSmall(): void {
  try {
    setFlagsFromString("--semi-space-growth-factor=1");
  } catch {
    // Then it takes more memory.
  }
}
