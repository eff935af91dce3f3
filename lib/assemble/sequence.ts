/** What the order of requests tells of each: sent again, asked until it was there, read only to refresh the page. */
import { findRefreshes } from "./refresh.ts";
import { findRepeatedReads, type FoundWait } from "./repeated_reads.ts";
import { findRepeats, type Repeat, type RepeatContext } from "./repeats.ts";
import type { Rules } from "./rules/choice.ts";
import { SEQUENCE_RULES } from "./rules/sequences.ts";
import type { Recorded } from "./types.ts";

/** What was found in one log, as far as its rules hold. */
export interface Sequence {
  folded: ReadonlyMap<Recorded, Repeat>;
  /** Requests whose steps are optional, with the rule. */
  optional: ReadonlyMap<Recorded, string>;
  waits: readonly FoundWait[];
  doubts: string[];
  warnings: string[];
}

/** Looks at the requests of a whole log, in time order. */
export function readSequence(
  requests: readonly Recorded[],
  context: RepeatContext & { rules: Rules },
): Sequence {
  const { rules } = context;
  const repeats = findRepeats(requests, context);
  const reads = findRepeatedReads(requests, context);
  // What stands for a request must be in the draft, too.
  const folded = new Map(
    [...repeats.folded, ...reads.folded].filter(([, { rule, of }]) => rules.holds(rule) && of.inWindow),
  );
  const optional = new Map([...findRefreshes(requests, context)].filter(([, rule]) => rules.holds(rule)));
  const isFolded = ({ failed }: FoundWait) => failed.some((one) => folded.has(one));
  return {
    folded,
    optional,
    waits: reads.waits.filter(isFolded),
    doubts: repeats.doubts,
    warnings: repeats.warnings,
  };
}

/** Why a rule holds, for the ledger and for people. */
export function reasonOf(rule: string): string {
  return SEQUENCE_RULES.find(({ name }) => name === rule)?.reason ?? rule;
}
