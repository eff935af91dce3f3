/** The report of a profile that was to be played and could not: it counts, in every rendering, as what it is. */
import { relative } from "node:path";
import { formatPosition, messageOf, ProfileError } from "../errors.ts";
import { EXIT_CODES } from "../model/exit.ts";
import type { Report } from "../model/report.ts";
import { counted } from "../text/counted.ts";

/** What is known of it. */
export interface NotPlayed {
  /** Slug or name. */
  profile: string;
  dataRoot: string;
  /** Its file, absolute, when it was found. */
  file?: string;
  /** Where it was to be played; unknown when it could not even be read. */
  target?: string;
  /** ms since 1970. */
  at: number;
}

/** The report of a profile that an error kept from being played. */
export function notPlayed({ profile, dataRoot, file, target, at }: NotPlayed, error: unknown): Report {
  const known = error instanceof ProfileError ? error : undefined;
  const verdict = known?.verdict ?? "internal";
  const more = known?.others.length ?? 0;
  const others = more === 0 ? "" : ` (and ${counted(more, "further fault")})`;
  return {
    version: 1,
    profile,
    source: { file: file === undefined ? "" : relative(dataRoot, file), steps_sha256: "", overlay: null },
    overlay: null,
    target: target ?? "",
    sandbox: null,
    started_at: new Date(at).toISOString(),
    duration_ms: 0,
    verdict,
    exit_code: EXIT_CODES[verdict],
    summary: verdict,
    error: {
      message: messageOf(error) + others,
      ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
      ...(known?.position === undefined ? {} : { position: formatPosition(known.position) }),
    },
    failed_step: null,
    notes: [],
    counts: {
      steps: { planned: 0, ran: 0, passed: 0, failed: 0, skipped: 0, optional: 0 },
      comparisons: { planned: 0, ran: 0, passed: 0, failed: 0 },
    },
    expectations: [],
    steps: [],
    comparisons: [],
    artifacts: {},
  };
}
