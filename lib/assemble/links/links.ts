/** The links of a recording, ready for its steps to be built. */
import type { Decision } from "../classify.ts";
import type { Recorded } from "../types.ts";
import { compare, type Evidence } from "./against.ts";
import { findLinks, type Found } from "./find.ts";
import { savePath } from "./path_text.ts";
import type { Doubt, Link, Origin } from "./types.ts";
import { World, type WorldParts } from "./world.ts";

/** What links are looked for with. */
export interface LinkParts extends WorldParts {
  /** Never a link: the config, words of the config. */
  known?: Iterable<string>;
  /** A second recording of the same workflow. */
  other?: WorldParts | undefined;
}

/** The links of one recording. */
export class Links {
  readonly list: readonly Link[];
  /** What the second recording shows beside links. */
  readonly doubts: readonly Doubt[];
  /** How many requests of the second recording are the same as one of this, and of how many. */
  readonly aligned: Evidence["aligned"] | undefined;
  /** Requests that would be no steps, and what they would be. */
  readonly unfolded = new Map<Recorded, string>();
  readonly #consumers = new Map<Recorded, Link[]>();
  readonly #producers = new Set<Recorded>();

  constructor(list: readonly Link[], evidence?: Evidence) {
    this.list = list;
    this.doubts = evidence?.doubts ?? [];
    this.aligned = evidence?.aligned;
    for (const link of list) {
      this.#consumers.set(link.consumer, [...this.#consumers.get(link.consumer) ?? [], link]);
      this.#producers.add(link.producer);
    }
  }

  /** A request that others build on is a step, and so is one that names the job of another step. */
  decide(recorded: Recorded, decision: Decision): Decision {
    if (decision.kind === "step") return decision;
    const isNeeded = this.#producers.has(recorded) ||
      (decision.kind === "leave" && this.#consumers.has(recorded));
    if (!isNeeded) return decision;
    this.unfolded.set(recorded, decision.reason);
    return { kind: "step" };
  }

  /**
   * What follows run and config in a path, without the values that are produced: ids of steps are made of it.
   *
   * @param path the path as the step writes it
   * @returns undefined when nothing of it is produced
   */
  restOf(recorded: Recorded, path: string): string | undefined {
    const inPath = (this.#consumers.get(recorded) ?? []).filter(({ place }) => place.in === "path");
    if (inPath.length === 0) return undefined;
    const segments = path.split("/");
    for (const { place: { keys }, token } of inPath) {
      const [from = 0, count = 1] = keys.map(Number);
      for (let at = from; at < from + count; at++) {
        segments[at] = token === undefined ? "" : segments[at]?.replaceAll(token, "") ?? "";
      }
    }
    return segments.slice(-recorded.target.rest.split("/").length).filter((segment) => segment !== "").join(
      "/",
    );
  }
}

/**
 * Finds the produced values of a recording.
 *
 * @example
 * ```ts
 * import { studyLinks } from "./links.ts";
 * const links = studyLinks({
 *   requests: [], runId: "ample-otter", jobs: { started: new Map() }, fate: () => "step", recordsFormValues: true,
 * });
 * links.list; // []
 * ```
 */
export function studyLinks(parts: LinkParts): Links {
  const world = new World(parts);
  const known = new Set([world.runId, encodeURIComponent(world.runId), ...parts.known ?? []]);
  const found = findLinks(world, known);
  if (parts.other === undefined) return new Links(linksOf(world, found));
  const evidence = compare(world, found, new World(parts.other), known);
  return new Links(linksOf(world, evidence.found), evidence);
}

function linksOf(world: World, found: Found): Link[] {
  const links: Link[] = [];
  for (const index of [...found.keys()].sort((a, b) => a - b)) {
    const consumer = world.requests[index];
    for (const { use: { place }, made, token, seenToVary } of found.get(index) ?? []) {
      const producer = world.requests[made.by];
      if (consumer === undefined || producer === undefined) continue;
      links.push({
        producer,
        origin: made.origin,
        consumer,
        place,
        ...(token === undefined ? {} : { token }),
        ...(seenToVary === true ? { seenToVary } : {}),
        why: why(made.origin, token !== undefined, seenToVary === true),
      });
    }
  }
  return links;
}

function why(origin: Origin, isPart: boolean, seenToVary: boolean): string {
  const what = `${isPart ? "a part of the value" : "the value"} was ${originText(origin)}`;
  return seenToVary
    ? `${what}, and differs in the second recording at both places`
    : `${what}, and nothing had sent it before`;
}

/** Where an answer holds a value, in words. */
export function originText(origin: Origin): string {
  if (origin.kind === "job") return "the id of its job";
  const part = origin.part === undefined ? "" : "a part of ";
  return `${part}${
    origin.kind === "header" ? `the header ${origin.header}` : savePath(origin.path)
  } of its answer`;
}
