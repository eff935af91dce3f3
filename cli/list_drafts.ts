/** `profile list --drafts`: how far each draft is, how old, when it goes. */
import type { ListedDraft } from "../lib/drafts/readiness.ts";
import { ProfileError } from "../lib/errors.ts";
import type { Context } from "./context.ts";

/**
 * Lists the drafts.
 *
 * @param draftAge age at which they are removed, as typed
 * @throws ProfileError usage when the age cannot be read
 */
export async function listDrafts(context: Context, draftAge: string): Promise<void> {
  const { listDrafts: draftsOf, readinessWords } = await import("../lib/drafts/readiness.ts");
  const { counted } = await import("../lib/text/counted.ts");
  const { formatAge, parseAge } = await import("../lib/text/duration.ts");
  const { formatBytes } = await import("../lib/text/bytes.ts");
  const { out } = context;
  let age: number;
  try {
    age = parseAge(draftAge);
  } catch (error) {
    throw new ProfileError(
      "usage",
      `--draft-age: ${error instanceof Error ? error.message : "cannot be read"}`,
      { remedy: "For instance 30d, or never" },
    );
  }
  const rows = await draftsOf(await context.dataRoot(), age, Date.now());
  const cells = rows.map((row) => [
    row.draft,
    readinessWords(row),
    row.steps === undefined ? "" : counted(row.steps, "step"),
    row.age_ms === undefined ? "" : `${formatAge(row.age_ms)} old`,
    formatBytes(row.size),
  ]);
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ??
    [];
  rows.forEach((row, index) => {
    const line = cells[index]?.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ") ?? "";
    out.line(`${line}  ${endOf(row)}${noticeOf(row, out)}`.trimEnd());
    if (row.fault !== undefined) out.line(`    ${row.fault}`);
    if (row.run_id !== undefined) {
      out.detail(`    of run ${row.run_id}${row.source === undefined ? "" : ` (${row.source})`}`);
    }
  });
  if (rows.length === 0) out.line("No drafts yet; profile assemble makes one");
  out.done({ drafts: rows.map((row) => ({ ...row })) });
  const ready = rows.filter(({ state }) => state === "ready").length;
  context.finish("passed", `${counted(rows.length, "draft")}${rows.length === 0 ? "" : `, ${ready} ready`}`);
}

/** When it goes, or why it stays. */
function endOf({ kind, state, expires_at, overdue, kept }: ListedDraft): string {
  if (kind === "WEPPcloud draft") return "WEPPcloud's own; never expires here";
  if (kept !== undefined) {
    if (expires_at !== undefined) return kept;
    return state === "damaged" ? "never expires" : `${kept}; it never expires`;
  }
  const date = expires_at?.slice(0, 10);
  return date === undefined ? "never expires" : overdue ? `expired ${date}` : `expires ${date}`;
}

function noticeOf({ soon, overdue, kept }: ListedDraft, out: Context["out"]): string {
  if (!soon || kept !== undefined) return "";
  return out.style(` <- ${overdue ? "removed by" : "soon removed by"} record prune`, "yellow");
}
