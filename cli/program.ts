/** The whole command line: every command, and what all of them have in common. */
import process from "node:process";
import { Command, type CommanderError, type Option } from "@commander-js/extra-typings";
import { ProfileError } from "../lib/errors.ts";
import { findDataRoot } from "../lib/settings/data_root.ts";
import { closest } from "../lib/text/closest.ts";
import { archiveCommand } from "./commands/archive.ts";
import { assembleCommand } from "./commands/assemble.ts";
import { compareCommand } from "./commands/compare.ts";
import { completionsCommand } from "./commands/completions.ts";
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
import { addExamples, addFooter, helpOf, layOutHelp } from "./help.ts";
import { applySwitches, option } from "./options.ts";
import { hasColour } from "./terminal.ts";

/** Builds the parser of the command line; its commands end with {@link Context.finish}, or throw. */
export function buildProgram(context: Context): Command {
  const program = new Command("profile");
  program
    .description("Record, replay and regression-check real user workflows of WEPPcloud.")
    .option("--version", "print the version (with --verbose: how it was built)");
  for (const one of commonOptions()) program.addOption(one);
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
      completionsCommand(context),
    ]
  ) {
    program.addCommand(command as unknown as Command);
  }
  settle(program, []);
  addFooter(program);
  program.hook("preAction", async (_program, command) => {
    for (
      let one: Command | null = command as unknown as Command;
      one !== null;
      one = one.parent as Command | null
    ) {
      applySwitches(one, context.env);
    }
    const { rootIsNamed } = applyGlobals(command.optsWithGlobals(), context);
    if (["schema", "help", "completions"].includes(command.name())) return;
    await useRules(context, { needsRoot: rootIsNamed && command.name() !== "init" });
  });
  return program;
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

/** Help is printed; errors are rendered in one place, by us. */
const OWN_OUTPUT = {
  writeOut: (text: string) => void process.stdout.write(text),
  writeErr: () => {},
  outputError: () => {},
};

/**
 * What every command of the tree gets: help pages of our layout with examples, errors of ours, and the options of all commands, which
 * are accepted behind a command as well as before it.
 */
function settle(command: Command, path: readonly string[]): void {
  layOutHelp(command);
  addExamples(command, path);
  command.configureOutput(OWN_OUTPUT).exitOverride((error) => {
    throw error.exitCode === 0 ? error : ownError(command, error);
  });
  for (const sub of command.commands) settle(sub as Command, [...path, sub.name()]);
  command.optionsGroup("Options:");
  for (const one of commonOptions()) {
    if (!command.options.some(({ long }) => long === one.long)) command.addOption(one.hideHelp());
  }
}

/** A fault of the command line, with the page that says what is right. */
function ownError(command: Command, { code, message }: CommanderError): ProfileError {
  const words = code === "commander.help"
    ? "no command"
    : withNearest(message.replace(/^error: /, "").replace(/\n/g, " "));
  return new ProfileError("usage", words, { remedy: helpOf(command) });
}

/** Options that are mistyped get a word on what may be meant; so do values of which there are only some. */
function withNearest(message: string): string {
  const [, given = "", choices] = /value '(.*?)' is invalid.* Allowed choices are (.*)\.$/.exec(
    message.replace("argument '", "value '"),
  ) ?? [];
  const near = choices === undefined ? undefined : closest(given, choices.split(", "));
  return near === undefined ? message : `${message} (Did you mean ${near}?)`;
}

function commonOptions(): Option[] {
  return [
    option("-v, --verbose", "say more"),
    option("-q, --quiet", "say only the result"),
    option("--json", "JSON on standard output, nothing else"),
    option("--color <when>", "colours").choices(["auto", "always", "never"] as const),
    option("--data-root <dir>", "folder that holds profiles/ (default: the nearest one upwards)"),
  ];
}

function applyGlobals(options: Record<string, unknown>, context: Context): { rootIsNamed: boolean } {
  const { out } = context;
  out.options = {
    json: options["json"] === true,
    quiet: options["quiet"] === true,
    verbose: options["verbose"] === true,
    color: hasColour(options["color"], context, process.stdout.isTTY === true),
  };
  const dataRoot = options["dataRoot"];
  if (typeof dataRoot !== "string") return { rootIsNamed: false };
  context.dataRoot = () => findDataRoot(dataRoot, context.cwd);
  return { rootIsNamed: true };
}
