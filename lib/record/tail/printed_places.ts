/** Places in a log up to which all requests were printed: a request is printed later than it is read. */
import type { TailPosition } from "./position.ts";

/** Remembers where reading came to until everything before it is printed. */
export class PrintedPlaces {
  #waiting: { position: TailPosition | undefined; requests: number }[] = [];

  /**
   * Takes the place that was reached; gives the furthest one before which nothing waits to be printed.
   *
   * @param requests how many requests stand before the place
   * @param printed how many requests were printed, up to the first one that was not
   * @returns nothing when there is no such place among those that were not given before
   */
  reached(
    position: TailPosition | undefined,
    { requests, printed }: { requests: number; printed: number },
  ): { position: TailPosition | undefined } | undefined {
    const last = this.#waiting.at(-1);
    // Two places with the same requests before them become good together.
    if (last?.requests === requests) last.position = position;
    else this.#waiting.push({ position, requests });
    const index = this.#waiting.findLastIndex((place) => place.requests <= printed);
    if (index === -1) return undefined;
    const [good] = this.#waiting.splice(0, index + 1).slice(-1);
    return good;
  }
}
