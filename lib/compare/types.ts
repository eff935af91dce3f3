/** What a comparator is. A new one is one new file in `methods/` and one line in `registry.ts`. */
import type { z } from "zod";
import type { JsonObject } from "../model/json.ts";
import type { Difference, DifferenceCounts } from "../model/report.ts";

/** What the baseline keeps of one file. */
export interface KeptFile {
  /** Absolute path of the kept file; absent when only its hash or a summary is kept. */
  path?: string;
  /** What {@link Comparator.summarise} said of the file, when that is what is kept. */
  summary?: JsonObject;
  sha256: string;
  /** Bytes. */
  size: number;
}

/** How the programs of external comparisons are run. */
export interface ProgramSettings {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** One file on both sides. */
export interface ComparatorInput {
  /** Path as in the run. */
  file: string;
  baseline: KeptFile;
  /** Absolute path of the produced file; of a folder where the method has a folder form. */
  produced: string;
  /** As in the profile; the comparator's own schema reads them. */
  params: Record<string, unknown>;
  /** How programs may be run; absent: they may not. */
  programs?: ProgramSettings;
}

/** What was found in one file. */
export interface Outcome {
  /** The first of them; `counts` has all. */
  differences: Difference[];
  counts: DifferenceCounts;
  /** One sentence on the file as a whole, for people: how much differs, and where most. */
  note?: string;
  /** The figures behind it, for programs: statistics of both sides, say. */
  facts?: JsonObject;
  /** Rules of the parameters (ignores, say) that matched nothing in this file. */
  unused?: string[];
  /** Names of pictures and views that were written of it; added by who runs the comparisons. */
  artifacts?: string[];
}

/** The least that a baseline must keep of a file, so that a method can compare with it. */
export type Keeps = "hash" | "summary" | "file";

/** A text without what is secret in it. */
export type Clean = (text: string) => string;

/** A picture of what differs in one file, or a view of it: what a report shows beside or in place of the picture. */
export interface Picture {
  /** What is added to the file's name: `.band2.png`, `.band2.view.json`. */
  suffix: string;
  bytes: Uint8Array;
}

/**
 * Compares one file with its baseline. It is called only when the bytes differ; it throws when a side cannot
 * be read as what the method needs, with a sentence that says which side and why.
 */
export interface Comparator {
  method: string;
  /** One line for the guide. */
  summary: string;
  keeps: Keeps;
  /**
   * Asked also when the bytes are the same: it judges the produced file by itself, or for files of such names what
   * they point to, or its parameters name a method that does.
   */
  always?: boolean | ((file: string, params: Record<string, unknown>) => boolean);
  /** It judges the bytes as they lie there; for others, files packed with gzip are unpacked before. */
  raw?: boolean;
  /** What the file holds does not matter: its hash is not looked at. */
  namesOnly?: boolean;
  params: z.ZodType;
  /** True when produced files that the baseline does not have are no difference. */
  allowsExtra?(params: Record<string, unknown>): boolean;
  /** True for a file that differs in every run, but that this method can compare: a glob then picks it up, too. */
  readsVolatile?(path: string): boolean;
  /** The folder that may stand in place of a file; its path is given to `compare` then. */
  folderForm?(path: string): string | undefined;
  compare(input: ComparatorInput): Promise<Outcome>;
  /** Sums a file up, so that it can be compared without its bytes; of methods that keep a summary. */
  summarise?(path: string, params: Record<string, unknown>): Promise<JsonObject>;
  /**
   * Draws what differs; asked when differences were found and both files are there. Every text in a picture goes
   * through `clean` first.
   */
  draw?(input: ComparatorInput, clean: Clean): Promise<Picture[]>;
  /** The same for a method without pictures: what a report shows of the file, {@link Clean} as well. */
  view?(input: ComparatorInput, clean: Clean): Promise<Picture[]>;
}

/** True when a comparator is asked although the bytes of the file are the same. */
export function isAlwaysAsked(
  { always = false }: Comparator,
  file: string,
  params: Record<string, unknown>,
): boolean {
  return typeof always === "boolean" ? always : always(file, params);
}
