/** Help pages: how they look, and what stands below all of them. */
import { Command, type CommandUnknownOpts, Help, type Option } from "@commander-js/extra-typings";
import { ProfileError } from "../lib/errors.ts";
import { EXIT_CODES } from "../lib/model/exit.ts";
import { closest } from "../lib/text/closest.ts";
import { EXAMPLES } from "./examples.ts";
import { usualEnvironmentName } from "./options.ts";

/** A longer term stands on a line of its own, so that the descriptions keep their room. */
const LONGEST_TERM = 28;
const WIDTH = 80;

class Page extends Help {
  override minWidthToWrap = 20;

  override padWidth(command: CommandUnknownOpts, helper: Help): number {
    return Math.min(LONGEST_TERM, super.padWidth(command, helper));
  }

  override formatItem(term: string, width: number, description: string, helper: Help): string {
    if (description === "" || helper.displayWidth(term) <= width) {
      return super.formatItem(term, width, description, helper);
    }
    return `  ${term}\n${super.formatItem("", width, description, helper)}`;
  }

  override subcommandTerm(command: CommandUnknownOpts): string {
    return super.subcommandTerm(command).replace(" [options]", "");
  }

  /** Names of the environment are told where they are not the option's own; the last lines tell the rule. */
  override optionDescription(option: Option): string {
    const envVar = option.envVar === usualEnvironmentName(option) ? undefined : option.envVar;
    const shown: Option = Object.create(option, {
      envVar: { value: envVar },
      presetArg: { value: undefined },
    });
    return super.optionDescription(shown);
  }
}

/** Gives the pages of a command our layout, and its sub-commands names that are checked. */
export function layOutHelp(command: Command): void {
  command.createHelp = () => Object.assign(new Page(), command.configureHelp());
  if (command.commands.length === 0) return;
  command.helpCommand(false).addCommand(helpCommand(command));
  command.on("command:*", ([word = ""]: string[]) => refuseUnknown(command, word));
  // The page of a mistyped command would be its parent's.
  command.addHelpText("before", () => {
    const [word = "-"] = command.args;
    if (!word.startsWith("-") && !command.commands.some((sub) => sub.name() === word)) {
      refuseUnknown(command, word);
    }
    return "";
  });
}

/** What stands below the options of a page: lines to try, each below its words. */
export function addExamples(command: Command, path: readonly string[]): void {
  // Every help command is of one kind.
  const rows = EXAMPLES[path.at(-1) === "help" ? "help" : path.join(" ")];
  if (rows === undefined) return;
  command.addHelpText("after", () => {
    const lines = rows.flatMap(({ about, line }) => [`  # ${about}`, `  ${line}`]);
    return `\n${["Examples:", ...lines].join("\n")}`;
  });
}

/** What stands below every page: options that every command has, the environment, exit codes. */
export function addFooter(program: Command): void {
  program.addHelpText("afterAll", ({ command }) => {
    const codes = Object.entries(EXIT_CODES).map(([verdict, code]) => `${code} ${verdict}`).join(", ");
    const lines = [
      ...(command.parent === null ? [] : [`Also: -v, -q, --json, --color, --data-root (profile --help).`]),
      "Environment: --base-url is PROFILE_BASE_URL, and so on, unless a line says otherwise.",
      `Exit codes: ${codes}.`,
    ];
    return `\n${lines.map((line) => wrapped(command, line)).join("\n")}`;
  });
}

/**
 * Adds a list below the options: a term and what it means.
 *
 * @param heading with its colon
 */
export function addHelpList(command: Command, heading: string, rows: readonly (readonly [string, string])[]) {
  const longest = Math.max(...rows.map(([term]) => term.length));
  command.addHelpText("after", () => {
    const page = pageOf(command);
    const width = Math.min(LONGEST_TERM, longest);
    return `\n${[heading, ...rows.map((row) => page.formatItem(row[0], width, row[1], page))].join("\n")}`;
  });
}

function pageOf(command: CommandUnknownOpts): Help {
  const page = command.createHelp();
  page.prepareContext({ helpWidth: command.configureOutput().getOutHelpWidth?.() ?? WIDTH });
  return page;
}

function wrapped(command: CommandUnknownOpts, line: string): string {
  const page = pageOf(command);
  return page.boxWrap(line, page.helpWidth ?? WIDTH);
}

/** `help record tail`: the page of a command, however deep it is. */
function helpCommand(parent: Command): Command {
  const command = new Command("help").summary("show the help of a command").argument("[command...]");
  return command.action((words) => {
    let shown: CommandUnknownOpts = parent;
    for (const word of words) {
      shown = shown.commands.find((one) => one.name() === word) ?? refuseUnknown(shown, word);
    }
    shown.help();
  }) as unknown as Command;
}

/** @throws ProfileError usage, unless the command is one */
function refuseUnknown(parent: CommandUnknownOpts, word: string): never {
  const names = parent.commands.map((command) => command.name());
  const near = closest(word, names);
  const meant = near === undefined ? "" : ` (Did you mean ${near}?)`;
  throw new ProfileError("usage", `unknown command '${word}'${meant}`, { remedy: helpOf(parent) });
}

/** The words that show the help of a command. */
export function helpOf(command: CommandUnknownOpts): string {
  const names = [];
  for (let one: CommandUnknownOpts | null = command; one !== null; one = one.parent) {
    names.unshift(one.name());
  }
  return `${names.join(" ")} --help`;
}
