/** `profile list`: the catalogue with tags and last results. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { option } from "../options.ts";

export function listCommand(context: Context) {
  return new Command("list")
    .summary("list the profiles")
    .description("Lists the profiles of the data root with their tags and last results, or its drafts.")
    .addOption(option("--drafts", "list the drafts: what they lack, age, size, and when they expire"))
    .addOption(option("--draft-age <age>", "age at which record prune removes drafts").default("30d"))
    .addOption(
      option("--format <table|json>", "for people, or one JSON document")
        .choices(["table", "json"] as const).default("table" as const),
    )
    .action(async ({ drafts, draftAge, format }) => {
      if (format === "json") context.out.options = { ...context.out.options, json: true };
      if (drafts === true) return await (await import("../list_drafts.ts")).listDrafts(context, draftAge);
      const { listProfiles } = await import("../../lib/profiles/list.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const rows = await listProfiles(await context.dataRoot());
      const width = Math.max(4, ...rows.map((row) => row.slug.length));
      for (const row of rows) {
        const last = row.last === undefined ? "never played" : `${row.last.summary}  ${row.last.started_at}`;
        const tags = row.tags.length === 0 ? "" : `  [${row.tags.join(", ")}]`;
        context.out.line(
          `${row.slug.padEnd(width)}  ${row.fault ?? counted(row.steps, "step")}${tags}  ${last}`,
        );
      }
      if (rows.length === 0) context.out.line("No profiles yet");
      context.out.done({ profiles: rows });
      context.finish("passed", counted(rows.length, "profile"));
    });
}
