/** `profile show` for people. */
import type { Verdict } from "../model/exit.ts";
import { oneLine } from "../report/plain_text.ts";
import { formatBytes } from "../text/bytes.ts";
import { counted } from "../text/counted.ts";
import { formatDuration } from "../text/duration.ts";
import { wrapped } from "../text/wrap.ts";
import type { ShownProfile, ShownResult } from "./show.ts";

/** A letter of the strip; what passed is a dot. */
export const LETTERS: Record<Verdict, string> = {
  passed: ".",
  differences: "D",
  unavailable: "U",
  "nothing-compared": "N",
  refused: "R",
  incomplete: "I",
  usage: "?",
  internal: "!",
  interrupted: "x",
  terminated: "x",
};

/** The page. */
export function showLines(shown: ShownProfile): string[] {
  const { metadata, overlays, drafts, notes, steps, comparisons, holes } = shown;
  return [
    `${shown.profile}${metadata.title === undefined ? "" : `  ${metadata.title}`}`,
    ...row("tags", (metadata.tags ?? []).join(", ")),
    ...row("config", [metadata.config, metadata.api].filter((word) => word !== undefined).join(", ")),
    ...row("recorded", recordedWords(shown)),
    ...row("needs", needsOf({ ...shown, rq_required: metadata.rq_required }).join("; ")),
    ...row(
      "variables",
      Object.entries(shown.variables).map(([k, v]) => `${k}=${JSON.stringify(v)}`).join(", "),
    ),
    ...Object.entries(overlays).flatMap(([name, changes]) =>
      row("overlay", `${name}: ${changes.join(", ")}`)
    ),
    ...row("data repo", metadata.data_repo ?? ""),
    ...row("baseline", baselineWords(shown.baseline)),
    ...Object.entries(shown.overlay_baselines).flatMap(([overlay, baseline]) =>
      row("baseline", `of overlay ${overlay}: ${baselineWords(baseline)}`)
    ),
    ...row("drafts", drafts.join(", ")),
    ...resultLines(shown.results),
    `file      ${shown.file}`,
    ...holes.map((hole) => `hole      ${hole}`),
    ...notes.trim().split("\n").filter((line) => line !== "").flatMap((line) => wrapped(line, 10)).map((
      line,
      at,
    ) => at === 0 ? `notes     ${line.trimStart()}` : line),
    "",
    counted(steps.length, "step"),
    ...table(
      steps.map(({ id, does, more, optional }, index) => [
        String(index + 1).padStart(3),
        id,
        does.replaceAll("/runs/{{run_id}}/{{config}}", "/runs/…"),
        [...more, ...(optional ? ["optional"] : [])].join(", "),
      ]),
      2,
    ),
    "",
    counted(comparisons.length, "comparison"),
    ...table(comparisons.map(({ target, method, tolerance }) => ["  ", target, method, tolerance]), 2),
  ];
}

function row(label: string, words: string): string[] {
  return words === "" ? [] : [`${label.padEnd(9)} ${oneLine(words, 400)}`];
}

function recordedWords({ metadata: { recorded } }: ShownProfile): string {
  if (recorded === undefined) return "";
  const { run_id, from, source, derived_from } = recorded;
  return [
    `run ${run_id}`,
    ...(from === undefined ? [] : [from.slice(0, 16).replace("T", " ")]),
    ...(source === undefined ? [] : [source]),
    ...(derived_from === undefined ? [] : [`from ${derived_from}`]),
  ].join(", ");
}

/** What a play needs, a sentence each. */
export function needsOf(
  { prerequisites, rq_required }: Pick<ShownProfile, "prerequisites"> & { rq_required?: boolean | undefined },
): string[] {
  const { roles = [], mods = [], env = [], secrets = {}, users = {}, notes } = prerequisites;
  const words = (what: string, names: string[]) => names.length === 0 ? [] : [`${what} ${names.join(", ")}`];
  return [
    ...words("roles", roles),
    ...words("mods", mods),
    ...words("environment", env),
    ...words("secrets", Object.keys(secrets)),
    ...words("users", Object.keys(users)),
    ...(rq_required === false ? ["no RQ workers"] : []),
    ...(notes === undefined ? [] : [notes]),
  ];
}

function baselineWords(baseline: ShownProfile["baseline"]): string {
  if (baseline === null) return "none yet: play the profile, then profile update-baseline";
  if (typeof baseline === "string") return baseline;
  const { files, kept, bytes, target, accepted } = baseline;
  return `${counted(files, "file")} (${kept} kept whole, ${formatBytes(bytes)}), taken on ${target}` +
    (accepted === "" ? "" : `; last accepted ${accepted}`);
}

/** The strip reads from old to new; below it what its letters mean, and the last result. */
function resultLines(results: readonly ShownResult[]): string[] {
  const [last] = results;
  if (last === undefined) return ["results   never played"];
  const strip = results.map(({ verdict }) => LETTERS[verdict]).reverse().join("");
  const meanings = new Map(results.map(({ verdict }) => [LETTERS[verdict], verdict]));
  const legend = [...meanings].map(([letter, verdict]) => `${letter} ${verdict}`).join(", ");
  return [
    `results   ${strip}  (the newest is on the right: ${legend})`,
    `last      ${last.summary}, ${last.started_at.slice(0, 19).replace("T", " ")} UTC, ${
      formatDuration(last.duration_ms)
    }`,
    `          ${last.dir}`,
  ];
}

/** The first columns are aligned; what comes last stands where it ends, so that little is wider than a terminal. */
function table(rows: readonly string[][], aligned: number): string[] {
  const widths = Array.from(
    { length: aligned },
    (_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).filter((cell) => cell !== "").join("  ")
      .trimEnd()
  );
}
