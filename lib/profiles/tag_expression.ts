/** Expressions over tags: `nightly and not (slow or flaky)`. `not` binds first, then `and`, then `or`. */
import { ProfileError } from "../errors.ts";

/** A parsed expression. */
export interface TagExpression {
  /** The tags that it names, each once. */
  names: string[];
  /** True when a profile with these tags is meant. */
  matches(tags: Iterable<string>): boolean;
}

type Test = (tags: ReadonlySet<string>) => boolean;
interface Token {
  text: string;
  /** Offset in the expression. */
  at: number;
  kind: "word" | "tag" | "(" | ")";
}

const WORDS = new Set(["and", "or", "not"]);

/**
 * Parses an expression.
 *
 * @param text tags are words of anything but spaces, quotes, commas and parentheses; others, and the words `and`, `or`,
 *   `not` as tags, stand in quotes
 * @throws ProfileError usage that points at the place
 * @example
 * ```ts
 * import { parseTagExpression } from "./tag_expression.ts";
 * parseTagExpression("nightly and not slow").matches(["nightly", "us"]); // true
 * ```
 */
export function parseTagExpression(text: string): TagExpression {
  const parser = new Parser(text);
  const test = parser.whole();
  return { names: [...parser.names], matches: (tags) => test(new Set(tags)) };
}

/** One expression for several, each of which must hold. */
export function allOf(expressions: readonly string[]): TagExpression {
  const parsed = expressions.map(parseTagExpression);
  return {
    names: [...new Set(parsed.flatMap(({ names }) => names))],
    matches: (tags) => {
      const all = [...tags];
      return parsed.every((one) => one.matches(all));
    },
  };
}

/** Recursive descent; one method a rule. */
class Parser {
  readonly names = new Set<string>();
  readonly #text: string;
  readonly #tokens: Token[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  whole(): Test {
    const test = this.#or();
    const rest = this.#tokens[this.#next];
    if (rest === undefined) return test;
    fault(this.#text, rest.at, rest.kind === ")" ? '")" closes nothing' : 'expected "and" or "or"');
  }

  #or(): Test {
    let left = this.#and();
    while (this.#takes("or")) {
      const [first, second] = [left, this.#and()];
      left = (tags) => first(tags) || second(tags);
    }
    return left;
  }

  #and(): Test {
    let left = this.#not();
    while (this.#takes("and")) {
      const [first, second] = [left, this.#not()];
      left = (tags) => first(tags) && second(tags);
    }
    return left;
  }

  #not(): Test {
    let negated = false;
    while (this.#takes("not")) negated = !negated;
    const test = this.#one();
    return negated ? (tags) => !test(tags) : test;
  }

  #one(): Test {
    const token = this.#tokens[this.#next++];
    if (token === undefined) fault(this.#text, this.#text.trimEnd().length, "a tag is missing at the end");
    if (token.kind === "(") {
      const test = this.#or();
      const end = this.#tokens[this.#next++];
      if (end === undefined) fault(this.#text, token.at, '"(" is not closed');
      if (end.kind !== ")") fault(this.#text, end.at, 'expected "and", "or" or ")"');
      return test;
    }
    if (token.kind !== "tag") fault(this.#text, token.at, `expected a tag, not "${token.text}"`);
    const { text } = token;
    this.names.add(text);
    return (tags) => tags.has(text);
  }

  #takes(word: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "word" || token.text.toLowerCase() !== word) return false;
    this.#next++;
    return true;
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|([()])|"([^"]*)"|'([^']*)'|(["'])|(,)|([^\s()"',]+)/gy;
  for (const match of text.matchAll(pattern)) {
    const [, bracket, double, single, open, comma, word] = match;
    const at = match.index;
    if (open !== undefined) fault(text, at, "the quote is not closed");
    if (comma !== undefined) fault(text, at, 'a comma says neither "and" nor "or"');
    const quoted = double ?? single;
    if (quoted === "") fault(text, at, "a tag is never empty");
    if (bracket === "(" || bracket === ")") tokens.push({ kind: bracket, text: bracket, at });
    else if (quoted !== undefined) tokens.push({ kind: "tag", text: quoted, at });
    else if (word !== undefined) {
      tokens.push({ kind: WORDS.has(word.toLowerCase()) ? "word" : "tag", text: word, at });
    }
  }
  return tokens;
}

/** The expression with an arrow below the place. */
function fault(text: string, at: number, what: string): never {
  if (text.trim() === "") {
    throw new ProfileError("usage", "The tag expression is empty", { remedy: REMEDY });
  }
  const shown = text.replace(/\s/g, " ");
  throw new ProfileError(
    "usage",
    `Cannot read the tag expression: ${what}\n  ${shown}\n  ${" ".repeat([...text.slice(0, at)].length)}^`,
    { remedy: REMEDY },
  );
}

const REMEDY = 'Write it as --tag "nightly and not (slow or flaky)"';
