/** What the terminal can show: how wide it is, whether in colours, and how a path is told shortest. */
import { sep } from "node:path";
import process from "node:process";
import type { Context } from "./context.ts";

/** Narrower and wider terminals are treated as these, columns. */
const NARROWEST = 40;
const WIDEST = 200;
/** Where no terminal is, lines are for files and other programs: next to nothing is wrapped. */
const UNBOUNDED = 1000;

/** Columns: of the terminal, else of `COLUMNS`; without either so many that nothing has to be fit. */
export function terminalWidth({ env }: Pick<Context, "env">): number {
  const columns = process.stdout.columns ?? Number(env["COLUMNS"] ?? "");
  if (!Number.isInteger(columns) || columns <= 0) return UNBOUNDED;
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}

/**
 * Colours are for terminals that show them, unless somebody says otherwise.
 *
 * @param asked value of `--color`
 */
export function hasColour(asked: unknown, { env }: Pick<Context, "env">, isTerminal: boolean): boolean {
  if (asked === "always" || asked === "never") return asked === "always";
  return isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/** The line with paths below the current folder told from there: shorter, and still there to be copied. */
export function shortPaths(line: string, { cwd }: Pick<Context, "cwd">): string {
  const folder = cwd.endsWith(sep) ? cwd : cwd + sep;
  if (folder.split(sep).length <= 2) return line;
  return line.split(folder).reduce((told, rest) =>
    /(?:^|[\s("'@=])$/.test(told) ? told + rest : told + folder + rest
  );
}
