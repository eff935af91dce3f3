/** What a comparator is. A new one is one new file beside this one and one line in `registry.ts`. */
import type { z } from "zod";
import type { Difference } from "../model/report.ts";

/** What the baseline keeps of one file. */
export interface KeptFile {
  /** Absolute path of the kept file; absent when only its hash is kept. */
  path?: string;
  sha256: string;
  /** Bytes. */
  size: number;
}

/** One file on both sides. */
export interface ComparatorInput {
  /** Path as in the run. */
  file: string;
  baseline: KeptFile;
  /** Absolute path of the produced file. */
  produced: string;
  /** As in the profile; the comparator's own schema reads them. */
  params: Record<string, unknown>;
}

/** What was found in one file. */
export interface Outcome {
  differences: Difference[];
  /** Differences beyond those listed. */
  omitted: number;
  /** Rules of the parameters (ignores, say) that matched nothing in this file. */
  unused?: string[];
}

/**
 * Compares one file with its baseline. It is called only when the bytes differ; it throws when a side cannot
 * be read as what the method needs, with a sentence that says which side and why.
 */
export interface Comparator {
  method: string;
  /** One line for the guide. */
  summary: string;
  /** True when the baseline's bytes are needed and not only its hash. */
  needsFile: boolean;
  /** Asked also when the bytes are the same: it judges the produced file by itself. */
  always?: boolean;
  params: z.ZodType;
  compare(input: ComparatorInput): Promise<Outcome>;
}
