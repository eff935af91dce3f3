/**
 * The folders that the person at the terminal works in: there they are shown as they are, whoever's account they lie
 * in, for a path is to be copied. What is stored or published has them redacted.
 */
import { dirname, relative, sep } from "node:path";
import { type JsonValue, mapTexts } from "../model/json.ts";
import { createRedactor, type Redactor } from "./redactor.ts";

/** What redacts for the terminal. */
export type Shown = Pick<Redactor, "text" | "json">;

/** Stand for a folder while the rules look at the rest; for private use, so no text has them. */
const MARK = /\uE000(\d+)\uE001/g;

/** Redacts all but the paths of some folders. */
export class OwnPlaces implements Shown {
  readonly #folders = new Set<string>();

  /** @param redactor what else is redacted by; another one when its rules become known */
  constructor(private readonly redactor: () => Redactor) {}

  /**
   * Shows paths below a folder from now on, and all of the home that it lies in.
   *
   * @param cwd lines for people tell paths below it from there
   */
  add(absolute: string, cwd: string): void {
    const below = relative(cwd, absolute);
    for (const folder of below === "" || below.startsWith("..") ? [absolute] : [absolute, below]) {
      this.#folders.add(homeOf(folder, createRedactor()) ?? folder);
      this.#folders.add(folder);
    }
  }

  text(input: string): string {
    const redactor = this.redactor();
    const clean = redactor.text(input);
    if (clean === input) return input;
    const hidden = this.#hidden(redactor);
    return hidden.length === 0 ? clean : unmarked(redactor.text(marked(input, hidden)), hidden);
  }

  json(value: JsonValue): JsonValue {
    const redactor = this.redactor();
    const clean = redactor.json(value);
    const hidden = clean === value ? [] : this.#hidden(redactor);
    if (hidden.length === 0) return clean;
    const masked = mapTexts(value, (text) => marked(text, hidden));
    return mapTexts(redactor.json(masked), (text) => unmarked(text, hidden));
  }

  /** Longest first; one may become hidden only when its owner becomes known. */
  #hidden(redactor: Redactor): string[] {
    return [...this.#folders].filter((folder) => isHidden(folder, redactor))
      .sort((one, other) => other.length - one.length);
  }
}

/**
 * The home that a folder lies in: the first folder on the way to it that the rules do not leave as it is.
 *
 * @returns undefined for a folder that tells of nobody
 */
export function homeOf(folder: string, redactor: Redactor): string | undefined {
  if (!isHidden(folder, redactor)) return undefined;
  const above = dirname(folder);
  return above === folder ? folder : homeOf(above, redactor) ?? folder;
}

/** What finds folders in a text: as the beginning of a path, or as a whole one. */
export function pathsBelow(folders: readonly string[]): RegExp {
  const each = folders.map((folder) => folder.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
  return new RegExp(String.raw`(?<![\w.~\\/-])(${each})([/\\]|(?=[\s"'${"`"},;:)\]}>&]|$))`, "g");
}

function isHidden(folder: string, redactor: Redactor): boolean {
  const path = folder + sep;
  return redactor.text(path) !== path;
}

function marked(text: string, folders: readonly string[]): string {
  return text.replace(
    pathsBelow(folders),
    (_, folder: string, end: string) => `\uE000${folders.indexOf(folder)}\uE001${end}`,
  );
}

function unmarked(text: string, folders: readonly string[]): string {
  return text.replace(MARK, (mark, index: string) => folders[Number(index)] ?? mark);
}
