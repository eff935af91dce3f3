/** `profile list`: the catalogue with tags and last results. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { option } from "../options.ts";

export function listCommand(context: Context) {
  return new Command("list")
    .summary("list the profiles")
    .description(
      "Lists the profiles of the data root with their tags and last results, its drafts, or what was archived.",
    )
    .addOption(option("--drafts", "list the drafts: what they lack, age, size, and when they expire"))
    .addOption(option("--draft-age <age>", "age at which record prune removes drafts").default("30d"))
    .addOption(option("--archived", "list the retired profiles: why, when, by whom"))
    .addOption(
      option("--format <table|json>", "for people, or one JSON document")
        .choices(["table", "json"] as const).default("table" as const),
    )
    .action(async ({ drafts, draftAge, archived, format }) => {
      if (format === "json") context.out.options = { ...context.out.options, json: true };
      const { recoverLeft } = await import("../open_profile.ts");
      await recoverLeft(context);
      if (drafts === true) return await (await import("../list_drafts.ts")).listDrafts(context, draftAge);
      if (archived === true) return await listRetired(context);
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
      if (rows.length === 0) {
        context.out.line("No profiles yet; profile list --drafts shows what may become one");
      }
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

async function listRetired({ out, dataRoot, finish }: Context): Promise<void> {
  const { listArchived } = await import("../../lib/archive/list.ts");
  const { counted } = await import("../../lib/text/counted.ts");
  const rows = await listArchived(await dataRoot());
  const width = Math.max(4, ...rows.map(({ slug }) => slug.length));
  for (const { slug, reason = "its ledger says no reason", archived_at = "", who } of rows) {
    const by = who === undefined ? "" : `  ${who}`;
    out.line(`${slug.padEnd(width)}  ${archived_at.slice(0, 10)}${by}  ${reason}`);
  }
  if (rows.length === 0) out.line("No archived profiles");
  out.done({ archived: rows });
  finish("passed", counted(rows.length, "archived profile"));
}
