/** Where the values of a request stay in a run: one group of endpoints a file, all of them in `registry.ts`. */
import type { NodbState } from "../../nodb/read.ts";

/** A value that was found in the state of a controller. */
export interface Found {
  /** Attribute, as it is named there: `_mode`, `opts.kr`. */
  name: string;
  value: unknown;
  /** Why it may not be what was sent, for the reviewer. */
  doubt?: string;
}

/** Where the server keeps the value of one field of one request. */
export interface Place {
  /** Fields with the same key are kept in the same place: each overwrites what the one before left. */
  key: string;
  nodb: string;
  /** Tasks that set it. */
  setBy: readonly string[];
  /** Looks into the state of `nodb`; undefined when the value is not there. */
  find(state: NodbState): Found | undefined;
  /** `on`: a checkbox that browsers send as `on`, and only when it is set. */
  checkbox?: "on";
  /** `text`: forms carry it as JSON text. */
  json?: "text";
  /** Another field of a later request that may overwrite it. */
  alsoSentBy?: { task: string; field: string };
}

/** The endpoints of one controller. */
export interface Group {
  /** Changes of no known task, below the run, that may set something here too. */
  touchedBy: RegExp;
  /** The place of one field; undefined when the server keeps it nowhere that is known. */
  place(task: string, field: string): Place | undefined;
}
