/** Completes a line: what its last word can be, and how the shell's script is told. */
import { kindOfArgument, kindOfOption } from "./kinds.ts";
import type { CommandShape, Offer, OptionShape } from "./shape.ts";
import { findSpot, type Spot, type Want } from "./spot.ts";
import { type Asked, type Values, valuesOf, withHome } from "./values.ts";
import { offerLine, type Shell, unquote } from "./words.ts";

/** Surroundings of a completion. */
export interface CompletionContext extends Pick<Asked, "cwd" | "own"> {
  /**
   * The data root.
   *
   * @param given `--data-root` of the line
   */
  dataRoot(given: string | undefined): Promise<string>;
  /** False for what must not be printed. */
  mayShow(text: string): boolean;
}

/** Letters that would do something to a terminal. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

/**
 * The lines that a script reads: offers, and as the last one `:` with words on what to do about them: `files` or
 * `folders` for paths, `joined` when no space follows. Faults of files are no faults here: less is offered.
 *
 * @param line words without the program's name, as the shell has them; the last one is being typed, and may be empty
 */
export async function completionLines(
  shell: Shell,
  root: CommandShape,
  line: readonly string[],
  context: CompletionContext,
): Promise<string[]> {
  // Zsh and PowerShell have taken the quotes off.
  const raw = shell === "bash" || shell === "fish";
  const plain = line.map((word) => raw ? unquote(word) : { text: word });
  const spot = findSpot(root, plain.map(({ text }) => text));
  const found: Offer[] = [];
  let paths: Values["paths"];
  for (const want of spot.wants) {
    const values = await offered(want, root, spot, context).catch((): Values => ({ offers: [] }));
    found.push(...values.offers);
    paths ??= values.paths;
  }
  const fitting = found.filter(({ value }) =>
    value.startsWith(spot.typed) && !CONTROL.test(value) && context.mayShow(value)
  );
  const open = plain.at(-1)?.open;
  const lines = fitting.map(({ value, summary = "" }) =>
    offerLine(shell, { value, summary: plainSummary(summary, context) }, spot.lead, open)
  );
  const joined = fitting.length > 0 && fitting.every(({ value }) => /[=./]$/.test(value));
  const words = [
    ...(fitting.length === 0 && paths !== undefined ? [paths] : []),
    ...(joined ? ["joined"] : []),
  ];
  return [...new Set(lines), `:${words.join(" ")}`];
}

function plainSummary(summary: string, { mayShow }: CompletionContext): string {
  const plain = summary.split("\n")[0]?.replaceAll(new RegExp(CONTROL, "g"), " ") ?? "";
  return mayShow(plain) ? plain : "";
}

async function offered(
  want: Want,
  root: CommandShape,
  spot: Spot,
  context: CompletionContext,
): Promise<Values> {
  const { command, path, words } = spot;
  const name = path.at(-1) ?? "";
  switch (want.kind) {
    case "command":
      return { offers: command.commands.map((sub) => ({ value: sub.name, summary: sub.summary })) };
    case "option":
      return { offers: optionsLeft(root, spot).map(({ long, summary }) => ({ value: long, summary })) };
    case "argument": {
      const { choices, name: argument } = want.argument;
      if (choices.length > 0) return { offers: choices.map((value) => ({ value })) };
      return await valuesOf(kindOfArgument(name, argument), asked(spot, context));
    }
    case "value": {
      const { choices, long, placeholder } = want.option;
      if (choices.length > 0) return { offers: choices.map((value) => ({ value })) };
      const kind = kindOfOption(name, long, placeholder);
      // The values of an option that takes many are words of their own.
      const values = await valuesOf(kind, { ...asked(spot, context), option: long });
      const given = new Set(spot.values.get(long));
      return {
        ...values,
        offers: values.offers.filter(({ value }) => !given.has(value) || words.includes(value)),
      };
    }
  }
}

function asked({ typed, words, set, values }: Spot, { cwd, own, dataRoot }: CompletionContext): Asked {
  const given = values.get("--data-root")?.at(-1);
  return {
    typed,
    words,
    set,
    cwd,
    own,
    dataRoot: () => dataRoot(given === undefined ? given : withHome(given)),
  };
}

/** What was given once is not offered again, unless it can be. */
function optionsLeft(root: CommandShape, { command, set }: Spot): OptionShape[] {
  const all = [...command.options, ...root.options];
  return all.filter((option, index) =>
    !option.hidden && (option.repeatable || !set.has(option.sets)) &&
    all.findIndex(({ long }) => long === option.long) === index
  );
}
