/** Changes of the run before the window: a sandbox begins without them, so a play may fail where they are missed. */
import type { Window } from "../captures/window.ts";
import { counted } from "../text/counted.ts";
import { StepIds } from "./ids.ts";
import { isChange, mayHaveChanged } from "./same_request.ts";
import type { Recorded } from "./types.ts";

/** Most different addresses that are remembered. */
const MOST_ADDRESSES = 10_000;
/** Changes that are named. */
const NAMED = 5;

/** A change, without its values, and how often it was made. */
export interface EarlierChange {
  request: Recorded;
  count: number;
}

/** Takes the requests before the window. */
export class EarlierChanges {
  readonly #found = new Map<string, EarlierChange>();

  /** Takes a request that lies before the window. */
  add({ request: _request, end: _end, ...recorded }: Recorded): void {
    if (recorded.method === "GET" || recorded.target.runId === undefined || !mayHaveChanged(recorded)) return;
    const { origin = "", runId, rest } = recorded.target;
    const key = [recorded.method, origin, runId, rest].join("\n");
    const known = this.#found.get(key);
    if (known !== undefined) known.count++;
    else if (this.#found.size < MOST_ADDRESSES) this.#found.set(key, { request: recorded, count: 1 });
  }

  /** Different ones, in the order of the log. */
  list(): EarlierChange[] {
    return [...this.#found.values()];
  }
}

/**
 * What a sandbox lacks, in a sentence; undefined when nothing was changed before the window.
 *
 * @param clean takes secrets and places out of an address
 */
export function earlierWords(
  changes: readonly EarlierChange[],
  about: { runId: string; origins: ReadonlySet<string> },
  window: Window,
  clean: (text: string) => string,
): string | undefined {
  const own = changes.filter(({ request }) => isChange(request, about));
  if (own.length === 0) return undefined;
  const sum = own.reduce((all, { count }) => all + count, 0);
  const names = new Set(
    own.map(({ request: { method, target } }) =>
      new StepIds().next({ ...target, method, rest: clean(target.rest) })
    ),
  );
  const named = [...names].slice(0, NAMED).join(", ") + (names.size > NAMED ? ", …" : "");
  const [part, remedy] = window.id === undefined && window.captureId === undefined
    ? ["part that is assembled", "an earlier --from takes"]
    : ["capture", "--capture all takes"];
  return `${counted(sum, "change")} of this run ${
    sum === 1 ? "lies" : "lie"
  } before the ${part} (${named}): ` +
    `a sandbox starts without ${sum === 1 ? "it" : "them"}; ${remedy} ${sum === 1 ? "it" : "them"} along`;
}
