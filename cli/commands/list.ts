/** `profile list`: the catalogue with tags and last results. */
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import type { Context } from "../context.ts";
import { option } from "../options.ts";

export function listCommand(context: Context) {
  return new Command("list")
    .summary("list the profiles")
    .description("Lists the profiles of the data root with their tags and last results, or its drafts.")
    .addOption(option("--drafts", "list the drafts: age, holes, and when they expire"))
    .addOption(option("--draft-age <age>", "age at which record prune removes drafts").default("30d"))
    .action(async ({ drafts, draftAge }) => {
      if (drafts === true) return await listDrafts(context, draftAge);
      const { listProfiles } = await import("../../lib/profiles/list.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const rows = await listProfiles(await context.dataRoot());
      const width = Math.max(4, ...rows.map((row) => row.slug.length));
      for (const row of rows) {
        const last = row.last === undefined ? "never played" : `${row.last.summary}  ${row.last.started_at}`;
        const tags = row.tags.length === 0 ? "" : `  [${row.tags.join(", ")}]`;
        context.out.line(
          `${row.slug.padEnd(width)}  ${row.fault ?? contentOf(row, counted)}${tags}  ${last}`,
        );
      }
      if (rows.length === 0) context.out.line("No profiles yet");
      context.out.done({ profiles: rows });
      context.finish("passed", counted(rows.length, "profile"));
    });
}

function contentOf(
  { steps, requests }: { steps: number; requests?: number },
  counted: (count: number, word: string) => string,
): string {
  if (requests === undefined) return counted(steps, "step");
  return `${counted(requests, "recorded request")} (WEPPcloud's own)`;
}

async function listDrafts(context: Context, draftAge: string): Promise<void> {
  const { agedDrafts } = await import("../../lib/drafts/expiry.ts");
  const { counted } = await import("../../lib/text/counted.ts");
  const { formatAge, parseAge } = await import("../../lib/text/duration.ts");
  const { out } = context;
  let age: number;
  try {
    age = parseAge(draftAge);
  } catch (error) {
    throw new ProfileError(
      "usage",
      `--draft-age: ${error instanceof Error ? error.message : "cannot be read"}`,
      {
        remedy: "For instance 30d, or never",
      },
    );
  }
  const now = Date.now();
  const rows = await agedDrafts(await context.dataRoot(), age, now);
  const width = Math.max(5, ...rows.map(({ draft }) => draft.length));
  for (const { draft, status, age_ms = 0, expires_at, soon, overdue, kept } of rows) {
    const name = draft.padEnd(width);
    if (status === undefined) {
      out.line(`${name}  ${kept ?? "has no status"}; it never expires`);
      continue;
    }
    const holes = status.state === "ready"
      ? "ready"
      : status.state === "holes"
      ? counted(status.holes.length, "hole")
      : counted(status.absent.length, "absent change");
    const date = expires_at?.slice(0, 10);
    const end = kept ??
      (date === undefined ? "never expires" : overdue ? `expired ${date}` : `expires ${date}`);
    const notice = soon
      ? out.style(` <- ${overdue ? "removed by" : "soon removed by"} record prune`, "yellow")
      : "";
    out.line(
      `${name}  ${formatAge(age_ms)} old  ${counted(status.steps, "step")}, ${holes}  ${end}` +
        (kept === undefined ? notice : ""),
    );
  }
  if (rows.length === 0) out.line("No drafts");
  out.done({
    drafts: rows.map(({ status, ...row }) => ({
      ...row,
      ...(status === undefined
        ? {}
        : { state: status.state, steps: status.steps, holes: status.holes.length }),
    })),
  });
  context.finish("passed", counted(rows.length, "draft"));
}
