/** Which rules hold for one assembly: the built-in ones without those that are kept, and the user's own. */
import { ProfileError } from "../../errors.ts";
import { globMatcher } from "../../files/glob.ts";
import { closest } from "../../text/closest.ts";
import type { Recorded } from "../types.ts";
import { REQUEST_RULES } from "./requests.ts";
import { SEQUENCE_RULES } from "./sequences.ts";
import type { FoldRule } from "./types.ts";

/** What the user asked for. */
export interface RuleWishes {
  /** Names of rules that shall not hold. */
  keep?: readonly string[] | undefined;
  /** Further requests to fold: `GET report/*`. */
  fold?: readonly string[] | undefined;
}

/** The rules of one assembly. */
export interface Rules {
  /** The first rule that folds a request. */
  folding(recorded: Recorded): FoldRule | undefined;
  /** Does a rule of this name hold? */
  holds(name: string): boolean;
  /** True for a rule that the user added. */
  isOwn(name: string): boolean;
  /** What follows from what is kept, in sentences. */
  warnings: string[];
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "*"];

/**
 * The rules that hold.
 *
 * @throws ProfileError usage for a rule that is not known or a pattern that cannot be read
 * @example
 * ```ts
 * import { chooseRules } from "./choice.ts";
 * chooseRules({ keep: ["elevation-queries"], fold: ["GET report/*"] }).holds("elevation-queries"); // false
 * ```
 */
export function chooseRules({ keep = [], fold = [] }: RuleWishes = {}): Rules {
  for (const name of keep) checkName(name);
  const kept = new Set(keep);
  const own = [...new Set(fold)].map(ownRule);
  const rules = [...REQUEST_RULES.filter(({ name }) => !kept.has(name)), ...own];
  return {
    folding: (recorded) => rules.find(({ matches }) => matches(recorded)),
    holds: (name) => !kept.has(name),
    isOwn: (name) => own.some((rule) => rule.name === name),
    warnings: REQUEST_RULES.flatMap(({ name, whenKept }) =>
      kept.has(name) && whenKept !== undefined ? [`kept ${name}: ${whenKept}`] : []
    ),
  };
}

/** Every rule: its name and what it does. */
export function ruleList(): [name: string, reason: string][] {
  const all = [
    ...REQUEST_RULES,
    ...SEQUENCE_RULES.map((rule) =>
      rule.effect === "mark" ? { ...rule, reason: `${rule.reason}: optional steps` } : rule
    ),
  ];
  return all.map(({ name, reason }) => [name, reason]);
}

function checkName(name: string): void {
  const known = [...REQUEST_RULES, ...SEQUENCE_RULES].map((rule) => rule.name);
  if (known.includes(name)) return;
  const near = closest(name, known);
  throw new ProfileError("usage", `There is no rule "${name}"`, {
    remedy: `${near === undefined ? "" : `Did you mean "${near}"? `}The rules are ${known.join(", ")}`,
  });
}

/** `GET report/*` as a rule; its name is the pattern. */
function ownRule(pattern: string): FoldRule {
  const [, word = "", glob = ""] = /^\s*(\S+)\s+(\S+)\s*$/.exec(pattern) ?? [];
  const method = word.toUpperCase();
  if (!METHODS.includes(method) || glob === "") {
    throw new ProfileError("usage", `Cannot read the pattern "${pattern}" of --fold`, {
      remedy:
        `Write a method and an address below the run: 'GET report/*', 'POST tasks/set_readme/', '* query/**'`,
    });
  }
  const matches = globMatcher(withoutEnd(glob));
  return {
    name: `${method} ${glob}`,
    reason: "asked for with --fold",
    matches: (recorded) =>
      (method === "*" || method === recorded.method) &&
      matches(withoutEnd(glob.startsWith("/") ? recorded.target.path : recorded.target.rest)),
  };
}

/** Addresses are the same with and without a slash at the end. */
function withoutEnd(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}
