/** Surroundings of a command for tests: nothing is printed, and there is no data root. */
import type { Context } from "./context.ts";
import { Output } from "./output.ts";

/** A context with what a test needs in place of it. */
export function testContext(parts: Partial<Context>): Context {
  return {
    out: new Output({ stdout: () => {}, stderr: () => {} }),
    env: {},
    cwd: "/nowhere",
    interactive: false,
    dataRoot: () => Promise.reject(new Error("none")),
    atEnd: () => {},
    finish: () => {},
    signal: new AbortController().signal,
    closed: new AbortController().signal,
    ...parts,
  };
}
