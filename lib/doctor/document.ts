/** What `profile doctor --json` prints. */
import { z } from "zod";
import { EXIT_CODES } from "../model/exit.ts";
import { type Setting, SETTING_SOURCES } from "../settings/in_effect.ts";
import { type DoctorItem, doctorVerdict } from "./run.ts";
import { CHECK_STATES, TOPICS } from "./types.ts";

export const DoctorDocument = z.strictObject({
  version: z.literal(1),
  verdict: z.enum(["passed", "unavailable"]),
  exit_code: z.int(),
  /** `embedded`, or the base URL; null when none was looked at. */
  target: z.string().nullable(),
  findings: z.array(z.strictObject({
    check: z.string(),
    topic: z.enum(TOPICS),
    state: z.enum(CHECK_STATES),
    message: z.string(),
    remedy: z.string().optional(),
    /** What `--verbose` shows beside. */
    details: z.array(z.string()).optional(),
    /** Files and folders that it is about. */
    paths: z.array(z.string()).optional(),
  })),
  /** Every setting in effect; secrets and what tells of people are not told. */
  settings: z.array(z.strictObject({
    name: z.string(),
    value: z.string(),
    from: z.enum(SETTING_SOURCES),
    /** Option, name in the environment, or file. */
    source: z.string().optional(),
    position: z.strictObject({
      file: z.string(),
      line: z.int().optional(),
      column: z.int().optional(),
      offset: z.int().optional(),
    }).optional(),
  })),
});
export type DoctorDocument = z.infer<typeof DoctorDocument>;

/** Puts it together. */
export function doctorDocument(
  items: readonly DoctorItem[],
  settings: readonly Setting[],
  target: string | undefined,
): DoctorDocument {
  const verdict = doctorVerdict(items);
  return {
    version: 1,
    verdict,
    exit_code: EXIT_CODES[verdict],
    target: target ?? null,
    findings: items.map(({ folded: _folded, ...item }) => item),
    settings: [...settings],
  };
}
