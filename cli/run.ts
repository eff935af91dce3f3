/** Parses the command line, runs the command, renders errors, gives the exit code. */
import process from "node:process";
import { CommanderError } from "@commander-js/extra-typings";
import { EXIT_CODES, type Verdict } from "../lib/model/exit.ts";
import { codeOf, messageOf, ProfileError } from "../lib/errors.ts";
import { findDataRoot, playbackRoot } from "../lib/settings/data_root.ts";
import type { Context } from "./context.ts";
import { Output } from "./output.ts";
import { buildProgram } from "./program.ts";
import { renderError } from "./render_error.ts";

/**
 * Runs one command line.
 *
 * @param words arguments without the program's name
 * @returns the exit code
 */
export async function run(words: string[]): Promise<number> {
  const closed = new AbortController();
  let lost: Error | undefined;
  const stdout = writerOf(process.stdout, (error) => {
    lost = error;
    closed.abort();
  });
  const out = new Output({ stdout, stderr: writerOf(process.stderr, () => {}) });
  // Errors of the command line itself come before options are read; they too must be JSON when asked for.
  out.options.json = words.includes("--json");
  const interrupted = new AbortController();
  let finished: { verdict: Verdict; words: string; evenWhenStopped?: boolean } | undefined;
  const atEnd: (() => Promise<void>)[] = [];
  process.once("SIGINT", () => interrupted.abort("interrupted" satisfies Verdict));
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => interrupted.abort("terminated" satisfies Verdict));
  }
  const context: Context = {
    out,
    env: process.env,
    cwd: process.cwd(),
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    dataRoot: () => findDataRoot(playbackRoot(process.env), process.cwd()),
    finish: (verdict, last = verdict, { evenWhenStopped = false } = {}) =>
      finished = { verdict, words: last, evenWhenStopped },
    atEnd: (work) => void atEnd.push(work),
    signal: interrupted.signal,
    closed: closed.signal,
  };
  try {
    const program = buildProgram(context);
    if (words[0] === "__complete") {
      const { complete } = await import("./complete.ts");
      await complete(words.slice(1), program, context);
      return await out.flushed() ? 0 : EXIT_CODES.unavailable;
    }
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const verdict = stopVerdict(interrupted.signal) ?? renderError(error, out, context.env);
    finished = { verdict, words: verdict };
  } finally {
    for (const work of atEnd) await work().catch((error) => out.warn(`warning: ${messageOf(error)}`));
  }
  if (finished === undefined) return EXIT_CODES.internal;
  if (!await out.flushed() && lost !== undefined) {
    const error = new ProfileError("unavailable", `Writing to standard output failed: ${messageOf(lost)}`, {
      remedy: "Make room where the output goes, then run the command again",
    });
    return EXIT_CODES[renderError(error, out, context.env)];
  }
  const stopped = finished.evenWhenStopped === true ? undefined : stopVerdict(interrupted.signal);
  const verdict = stopped ?? finished.verdict;
  out.result(verdict === finished.verdict ? finished.words : verdict);
  return EXIT_CODES[verdict];
}

/**
 * Writes until the reader is gone (`| head`); what comes then is dropped, and the work goes on to its end.
 *
 * @param onClosed gets the error when it is another one, such as a full disk
 */
function writerOf(stream: NodeJS.WriteStream, onClosed: (error?: Error) => void) {
  let open = true;
  stream.on("error", (error) => {
    open = false;
    onClosed(codeOf(error) === "EPIPE" ? undefined : error);
  });
  return (text: string | Uint8Array, done?: (written: boolean) => void) => {
    if (open) stream.write(text, (error) => done?.(error === null || error === undefined));
    else done?.(false);
  };
}

/** What a signal asked for, if one came. */
function stopVerdict(signal: AbortSignal): Verdict | undefined {
  return signal.aborted ? signal.reason as Verdict : undefined;
}
