/** The outputs of a run, wherever they lie: on this disk, or on a server that gives them out over HTTP. */

import type { RunLook } from "../../files/run_files.ts";

/** One file of a run. */
export interface OutputFile {
  /** As in the run, with forward slashes. */
  path: string;
  /** Bytes; undefined where a listing does not say. */
  size: number | undefined;
  /** Another one when the file was written anew; undefined where that cannot be told. */
  stamp: string | undefined;
}

/** Reads the outputs of one run. What is looked at is what is there now: nothing is taken from an earlier look. */
export interface Outputs {
  readonly kind: "disk" | "http";
  /** All files, or those that a glob names, sorted; undefined when the server lists nothing. */
  list(glob?: string): Promise<OutputFile[] | undefined>;
  /**
   * A folder of this disk that holds the named files, as far as they are there, under their paths. It may hold more.
   *
   * @throws ProfileError unavailable when the server does not answer, or a file is too large to be fetched
   */
  folder(paths: readonly string[]): Promise<string>;
  /** What is known of one file. */
  look(path: string): Promise<RunLook>;
}
