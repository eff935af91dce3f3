/** What links are made of: where a value was made, where it was sent, and the link between the two. */
import type { PathPart } from "../../text/json_path.ts";
import type { Recorded } from "../types.ts";

/** A value that can be linked. */
export type Scalar = string | number;

/** Where a request carries a value. */
export interface Place {
  in: "path" | "query" | "json" | "form" | "urlencoded" | "text";
  /**
   * Keys below it. Of a path: number of the first segment, and how many; of a query: its name, and for a name that
   * comes several times which of them; of a text: none.
   */
  keys: PathPart[];
}

/** A value with the place that carries it. */
export interface Sent {
  place: Place;
  value: Scalar;
}

/** What of a longer text is the value: what stands behind `after`, up to `before` or the end. */
export interface Part {
  after: string;
  before: string;
}

/** Where an answer holds a value: at a JSON path, in a header, or as the id of the job that was started. */
export type Origin =
  | { kind: "job" }
  | { kind: "json"; path: PathPart[]; part?: Part }
  | { kind: "header"; header: string; part?: Part };

/** A value that an answer gave. */
export interface Made {
  /** Number of the request, in time order. */
  by: number;
  origin: Origin;
}

/** One produced value with one place where it was sent later. */
export interface Link {
  producer: Recorded;
  origin: Origin;
  consumer: Recorded;
  place: Place;
  /** The text to replace inside the value of that place; not there when it is the whole value. */
  token?: string;
  /** A second recording holds another value at both places. */
  seenToVary?: true;
  /** What proves it, in words. */
  why: string;
}

/** A difference between two recordings that no answer explains, or a link that the second one refutes. */
export interface Doubt {
  kind: "varies" | "withdrawn";
  consumer: Recorded;
  place: Place;
  reason: string;
}

/** A link as drafts, reports and `review` show it. */
export interface DraftLink {
  name: string;
  /** Step whose answer makes the value. */
  producer: string;
  /** JSON path in that answer; `job` for the id of its job; `header location`. */
  path: string;
  /** Step that sends it. */
  consumer: string;
  /** Path within that step: `json.catalog_id`. */
  field: string;
  seen_to_vary?: true;
}

/** What a second recording shows to be no input, and no answer explains. */
export interface DraftVariation {
  step: string;
  field: string;
  reason: string;
}

/** The place as steps name it: `json.items.0.id`, `path`. */
export function fieldOf({ in: part, keys }: Place): string {
  return part === "path" ? part : [part, ...keys.slice(0, part === "query" ? 1 : keys.length)].join(".");
}
