/** The command line as plain data, for completion. */
import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { CommandShape, OptionShape } from "../lib/completions/shape.ts";

/** The shape of a command and of all below it. */
export function shapeOf(command: CommandUnknownOpts): CommandShape {
  const root = command.parent === null;
  const common = rootOf(command).options.map(({ long }) => long);
  return {
    name: command.name(),
    summary: command.summary() || command.description(),
    commands: command.commands.map(shapeOf),
    // What all commands take, each has hidden; the root shows it.
    options: [
      ...command.options.filter(({ long }) => root || !common.includes(long)).map(optionShape),
      ...(root ? [HELP] : []),
    ],
    args: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      choices: argument.argChoices ?? [],
      many: argument.variadic,
    })),
  };
}

const HELP: OptionShape = {
  long: "--help",
  short: "-h",
  summary: "show the help of the command",
  takes: "nothing",
  placeholder: "",
  choices: [],
  repeatable: false,
  sets: "help",
  hidden: false,
};

function optionShape(option: Option): OptionShape {
  const [, placeholder = ""] = /[<[]([^>\]]*?)(?:\.\.\.)?[>\]]/.exec(option.flags) ?? [];
  const valued = option.required || option.optional;
  return {
    long: option.long ?? "",
    ...(option.short === undefined ? {} : { short: option.short }),
    summary: option.description,
    takes: !valued ? "nothing" : option.variadic ? "many" : option.optional ? "perhaps" : "one",
    placeholder,
    choices: option.argChoices ?? [],
    // A reader of our own collects; that of choices replaces.
    repeatable: option.variadic || (option.argChoices === undefined && option.parseArg !== undefined),
    sets: option.attributeName(),
    hidden: option.hidden,
  };
}

function rootOf(command: CommandUnknownOpts): CommandUnknownOpts {
  return command.parent === null ? command : rootOf(command.parent);
}
