/** Parses the command line, runs the command, renders errors, gives the exit code. */
import { dirname, resolve } from "node:path";
import process from "node:process";
import { Command, CommanderError } from "@commander-js/extra-typings";
import { EXIT_CODES, type Verdict } from "../lib/model/exit.ts";
import { codeOf, messageOf, ProfileError } from "../lib/errors.ts";
import { findDataRoot } from "../lib/settings/data_root.ts";
import { archiveCommand } from "./commands/archive.ts";
import { assembleCommand } from "./commands/assemble.ts";
import { compareCommand } from "./commands/compare.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { initCommand } from "./commands/init.ts";
import { listCommand } from "./commands/list.ts";
import { playCommand } from "./commands/play.ts";
import { promoteCommand } from "./commands/promote.ts";
import { recordCommand } from "./commands/record/mod.ts";
import { reviewCommand } from "./commands/review.ts";
import { reportCommand } from "./commands/report.ts";
import { schemaCommand } from "./commands/schema.ts";
import { showCommand } from "./commands/show.ts";
import { updateBaselineCommand } from "./commands/update_baseline.ts";
import { validateCommand } from "./commands/validate.ts";
import type { Context } from "./context.ts";
import { applySwitches, option } from "./options.ts";
import { Output } from "./output.ts";
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
  const program = new Command("profile");
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
  buildProgram(program, context);
  try {
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

/** WEPPcloud's own name of the folder `profiles/` itself. */
function playbackRoot(env: Record<string, string | undefined>): string | undefined {
  const folder = env["PROFILE_PLAYBACK_ROOT"];
  return folder === undefined ? undefined : dirname(resolve(folder));
}

/** What a signal asked for, if one came. */
function stopVerdict(signal: AbortSignal): Verdict | undefined {
  return signal.aborted ? signal.reason as Verdict : undefined;
}

function buildProgram(program: Command, context: Context): void {
  program
    .description("Record, replay and regression-check real user workflows of WEPPcloud.")
    .option("--version", "print the version (with --verbose: how it was built)")
    .addOption(option("-v, --verbose", "say more"))
    .addOption(option("-q, --quiet", "say only the result"))
    .addOption(option("--json", "JSON on standard output, nothing else"))
    .addOption(option("--color <when>", "colours").choices(["auto", "always", "never"] as const))
    .addOption(option("--data-root <dir>", "folder that holds profiles/"))
    .exitOverride()
    .configureOutput(OWN_ERRORS)
    .showSuggestionAfterError(true);
  for (
    const command of [
      initCommand(context),
      recordCommand(context),
      assembleCommand(context),
      reviewCommand(context),
      promoteCommand(context),
      validateCommand(context),
      listCommand(context),
      showCommand(context),
      playCommand(context),
      compareCommand(context),
      updateBaselineCommand(context),
      archiveCommand(context),
      reportCommand(context),
      doctorCommand(context),
      schemaCommand(context),
    ]
  ) {
    program.addCommand(withGlobals(command as unknown as Command));
  }
  program.hook("preAction", async (_program, command) => {
    for (
      let one: Command | null = command as unknown as Command;
      one !== null;
      one = one.parent as Command | null
    ) {
      applySwitches(one, context.env);
    }
    const { rootIsNamed } = applyGlobals(command.optsWithGlobals(), context);
    if (command.name() === "schema") return;
    await useRules(context, { needsRoot: rootIsNamed && command.name() !== "init" });
  });
}

/**
 * From here on everything is printed by the rules of the data root. What works without a data root has the built-in
 * rules; a configuration that is not valid stops the command, for its rules may be what keeps a secret, and so does a
 * data root that was named and is none.
 */
async function useRules(
  { out, env, cwd, dataRoot }: Context,
  { needsRoot }: { needsRoot: boolean },
): Promise<void> {
  const { redactorOf } = await import("../lib/settings/redaction.ts");
  const root = await dataRoot().catch((error: unknown) => {
    if (needsRoot) throw error;
    return undefined;
  });
  const warn = (message: string) => queueMicrotask(() => out.warn(`warning: ${message}`));
  out.useRedactor(await redactorOf({ dataRoot: root, env, warn }));
  out.showPlaces(cwd, cwd, ...(root === undefined ? [] : [root]));
}

/** Errors are rendered in one place, by us. */
const OWN_ERRORS = {
  writeOut: (text: string) => void process.stdout.write(text),
  writeErr: () => {},
  outputError: () => {},
};

/** `-v`, `-q`, `--json` are accepted behind the command as well as before it. */
function withGlobals(command: Command): Command {
  command.exitOverride().configureOutput(OWN_ERRORS);
  for (const sub of command.commands) withGlobals(sub as Command);
  for (const [flags, help] of GLOBAL_FLAGS) {
    if (!command.options.some((known) => flags.includes(known.long ?? flags))) {
      command.addOption(option(flags, help).hideHelp());
    }
  }
  return command;
}

const GLOBAL_FLAGS = [
  ["-v, --verbose", "say more"],
  ["-q, --quiet", "say only the result"],
  ["--json", "JSON on standard output, nothing else"],
  ["--color <when>", "colours"],
  ["--data-root <dir>", "folder that holds profiles/"],
] as const;

function applyGlobals(options: Record<string, unknown>, context: Context): { rootIsNamed: boolean } {
  const { env, out } = context;
  const always = options["color"] === "always";
  const never = options["color"] === "never" || (!always && (env["NO_COLOR"] ?? "") !== "");
  out.options = {
    json: options["json"] === true,
    quiet: options["quiet"] === true,
    verbose: options["verbose"] === true,
    color: always || (!never && process.stdout.isTTY === true),
  };
  const dataRoot = options["dataRoot"];
  if (typeof dataRoot !== "string") return { rootIsNamed: false };
  context.dataRoot = () => findDataRoot(dataRoot, context.cwd);
  return { rootIsNamed: true };
}
