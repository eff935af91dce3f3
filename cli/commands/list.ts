/** `profile list`: the catalogue with tags and last results. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { collect, option } from "../options.ts";
import { tagged } from "../list_tagged.ts";

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
      option("--tag <expression>", 'only profiles whose tags fit: "nightly and not slow"').argParser(collect),
    )
    .addOption(
      option("--format <form>", "for people, one JSON document, or the matrix of a GitHub workflow")
        .choices(["table", "json", "github-matrix"] as const).default("table" as const),
    )
    .addOption(option("--shard-count <n>", "with github-matrix: n jobs, balanced by past durations"))
    .addOption(option("--profiles-per-job <n>", "with github-matrix: jobs of n profiles (default: 1)"))
    .action(async ({ drafts, draftAge, archived, tag, format, shardCount, profilesPerJob }) => {
      if (format === "github-matrix") {
        const { printMatrix } = await import("../list_matrix.ts");
        return await printMatrix({ tag, shardCount, profilesPerJob }, context);
      }
      if (format === "json") context.out.options = { ...context.out.options, json: true };
      const { recoverLeft } = await import("../../lib/engine/open_profile.ts");
      await recoverLeft(context);
      if (drafts === true) return await (await import("../list_drafts.ts")).listDrafts(context, draftAge);
      if (archived === true) return await listRetired(context);
      const { listProfiles } = await import("../../lib/profiles/list.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const rows = tagged(await listProfiles(await context.dataRoot()), tag);
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
