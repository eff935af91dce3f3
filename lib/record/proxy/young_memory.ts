/**
 * Frees the blocks of a long upload while it passes. They lie outside of the engine's heap, and it makes so few
 * objects beside them that the engine would look through all of its memory to be rid of them, again and again; a look
 * at the young objects is enough and costs a tenth.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes after which a look is worth its while. */
const WORTH = 16 * 1024 * 1024;

type Collect = (options: { type: "minor" }) => void;
let collect: Collect | undefined;
let asked = false;
let passed = 0;

/** Tells of bytes that have passed. */
export function bytesPassed(bytes: number): void {
  passed += bytes;
  if (passed < WORTH) return;
  passed = 0;
  if (!asked) collect = engineCollect();
  asked = true;
  collect?.({ type: "minor" });
}

/** The engine's function, where it has one: nothing depends on it. */
function engineCollect(): Collect | undefined {
  try {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("gc");
    setFlagsFromString("--no-expose-gc");
    return typeof found === "function" ? (options) => void found(options) : undefined;
  } catch {
    return undefined;
  }
}
