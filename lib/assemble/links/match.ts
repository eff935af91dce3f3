/**
 * The one rule of matching. A value that some request sent before any answer gave it is an input, for good. Else
 * its producer is, among the answers that came before it was first sent: a step rather than a folded request, a
 * place outside of lists rather than one inside, the nearest answer, the first place in document order.
 */
import { isListed } from "./made.ts";
import type { Made, Place } from "./types.ts";
import type { World } from "./world.ts";

/** One place with what may be linked there: the whole value first, then parts of it. */
export interface Use {
  by: number;
  place: Place;
  /** Keys of the value, the best first; `token` when it is a part. */
  choices: { key: string; token?: string }[];
}

/** One match. */
export interface Match {
  use: Use;
  made: Made;
  token?: string;
  /** A second recording holds another value at both places. */
  seenToVary?: true;
}

/** Chooses the producer of a value. */
export class Matcher {
  readonly #world: World;
  readonly #made = new Map<string, Made[]>();
  readonly #firstSent: (key: string) => number;

  /** @param firstSent number of the first request that sends a value; Infinity for none */
  constructor(world: World, firstSent: (key: string) => number) {
    this.#world = world;
    this.#firstSent = firstSent;
  }

  /** Takes one value of an answer, in document order. */
  add(key: string, made: Made): void {
    const before = this.#made.get(key);
    if (before === undefined) this.#made.set(key, [made]);
    else before.push(made);
  }

  /** Does any answer give it? */
  has(key: string): boolean {
    return this.#made.has(key);
  }

  /** Keys of all values that were taken. */
  keys(): Iterable<string> {
    return this.#made.keys();
  }

  /** The producer of a value for a request that sends it. */
  producer(key: string, consumer: number): Made | undefined {
    const first = Math.min(this.#firstSent(key), consumer);
    let best: Made | undefined;
    for (const made of this.#made.get(key) ?? []) {
      // The id of a job is never typed by a user, and without recorded answers it is known from polls only.
      const limit = made.origin.kind === "job" ? consumer : first;
      if (!this.#world.isBefore(made.by, limit)) continue;
      if (best === undefined || this.#isBetter(made, best)) best = made;
    }
    return best;
  }

  /** The links of one request: whole values before parts, long rows of segments before short ones. */
  links(uses: readonly Use[]): Match[] {
    const found: Match[] = [];
    for (const use of uses) {
      if (isTaken(use.place, found)) continue;
      let rest = "";
      for (const { key, token } of use.choices) {
        if (token !== undefined && rest.includes(token)) continue;
        const made = this.producer(key, use.by);
        if (made === undefined) continue;
        found.push({ use, made, ...(token === undefined ? {} : { token }) });
        if (token === undefined) break;
        rest += `${token}\n`;
      }
    }
    return found;
  }

  #isBetter(one: Made, other: Made): boolean {
    const costs = (made: Made) => [
      Number(this.#world.isFolded(made.by)),
      Number(made.origin.kind === "json" && isListed(made.origin.path)),
      -made.by,
    ];
    const [left, right] = [costs(one), costs(other)];
    const at = left.findIndex((cost, index) => cost !== right[index]);
    return at !== -1 && (left[at] ?? 0) < (right[at] ?? 0);
  }
}

/** Segments of a path may be asked for in several rows; the first row that matches has them. */
function isTaken({ in: part, keys }: Place, found: readonly Match[]): boolean {
  if (part !== "path") return false;
  const [from = 0, count = 1] = keys.map(Number);
  return found.some(({ use: { place } }) => {
    const [start = 0, length = 1] = place.keys.map(Number);
    return place.in === "path" && start < from + count && from < start + length;
  });
}
