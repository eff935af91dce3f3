/** By which method each member of an archive is compared. */
import { posix } from "node:path";
import { z } from "zod";
import { globMatcher } from "../../files/glob.ts";
import { closedObject } from "../params.ts";
import { TEXT_TYPES } from "../text/types.ts";

/** A rule as written in a profile: like a comparison, of members. */
export const MemberRule = closedObject({
  /** Path in the archive, or a glob. */
  target: z.string().min(1, "must not be empty"),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
});
export type MemberRule = z.infer<typeof MemberRule>;

/** A rule that remembers whether it was ever about something. */
export class MemberRules {
  readonly #rules: { rule: MemberRule; matches: (path: string) => boolean; used: boolean }[];
  readonly #ignores: { glob: string; matches: (path: string) => boolean; used: boolean }[];

  constructor(rules: readonly MemberRule[], ignore: readonly string[]) {
    this.#rules = rules.map((rule) => ({ rule, matches: globMatcher(rule.target), used: false }));
    this.#ignores = ignore.map((glob) => ({ glob, matches: globMatcher(glob), used: false }));
  }

  /** True for a member that does not count. */
  ignores(path: string): boolean {
    const hits = this.#ignores.filter(({ matches }) => matches(path));
    for (const hit of hits) hit.used = true;
    return hits.length > 0;
  }

  /** The last rule that is about a member: what is written later is the more special. */
  find(path: string): MemberRule | undefined {
    const hits = this.#rules.filter(({ matches }) => matches(path));
    for (const hit of hits) hit.used = true;
    return hits.at(-1)?.rule;
  }

  /** Targets and ignores that no member had. */
  get unused(): string[] {
    return [
      ...this.#rules.filter(({ used }) => !used).map(({ rule }) => rule.target),
      ...this.#ignores.filter(({ used }) => !used).map(({ glob }) => glob),
    ];
  }
}

/** The method for a member that no rule names, by its ending. */
export function defaultMethod(path: string): "json_exact" | "text_exact" | "hash_exact" {
  const type = posix.extname(path.replace(/\.gz$/i, "")).toLowerCase();
  if (type === ".json" || type === ".geojson" || type === ".nodb") return "json_exact";
  return TEXT_TYPES.has(type) ? "text_exact" : "hash_exact";
}
