/** A small library in a folder, for tests of the catalogue. */
import type { Verdict } from "../model/exit.ts";
import { stableJson } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import { testReport } from "../model/test_report.ts";
import { type Files, writeFiles } from "../files/test_folder.ts";
import { timestampName } from "../results/folder.ts";
import { createRedactor } from "../redact/redactor.ts";
import type { CatalogueOptions } from "./catalogue.ts";

/** The clock of the tests. */
export const NOW = Date.parse("2026-11-23T12:00:00Z");
const DAY = 86_400_000;

/** Options for a catalogue of a data root. */
export function optionsFor(dataRoot: string, more: Partial<CatalogueOptions> = {}): CatalogueOptions {
  return {
    dataRoot,
    results: [],
    archived: [],
    stale: 14 * DAY,
    draftAge: 30 * DAY,
    now: NOW,
    program: "0.0.0",
    redactor: createRedactor(),
    ...more,
  };
}

/** A profile with one step and, unless told otherwise, one comparison. */
export function profileYaml(
  slug: string,
  metadata = "",
  comparisons = "[{ target: a.txt, method: hash_exact }]",
): string {
  return `version: 1
metadata: { slug: ${slug}${metadata} }
steps: [{ id: look, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/" }]
comparisons: ${comparisons}
`;
}

/** A manifest of one file. */
export function manifestJson(more: object = {}): string {
  return stableJson({
    version: 1,
    target: "server",
    files: [{
      path: "a.txt",
      size: 5,
      sha256: "0".repeat(64),
      kept: "hash",
      comparison: { target: "a.txt", method: "hash_exact" },
      accepted: { by: "qa", at: "2026-10-01T00:00:00.000Z", reason: "first" },
    }],
    ...more,
  });
}

/** A result of a profile, days before {@link NOW}: its folder below `results/`, and its report. */
export function resultOf(
  slug: string,
  days: number,
  verdict: Verdict = "passed",
  more: Partial<Report> = {},
): { folder: string; report: Report } {
  const at = NOW - days * DAY;
  return {
    folder: `${slug}/${timestampName(at)}`,
    report: testReport({
      profile: slug,
      source: { file: `profiles/${slug}/profile.yaml`, steps_sha256: "a".repeat(64), overlay: null },
      target: "https://wepp.example.org",
      started_at: new Date(at).toISOString(),
      duration_ms: 1000,
      verdict,
      summary: verdict,
      ...more,
    }),
  };
}

/** Writes results below a folder of results. */
export async function writeResults(
  root: string,
  results: readonly ReturnType<typeof resultOf>[],
): Promise<void> {
  const files: Files = {};
  for (const { folder, report } of results) files[`${folder}/report.json`] = stableJson(report);
  await writeFiles(root, files);
}
