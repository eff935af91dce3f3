/** Check: no change of several files was cut off in the middle. */
import { dirname, join, relative } from "node:path";
import { journalNames, ownerOf, placesOf } from "../files/journal_record.ts";
import { mayBeAtWork, thisProcess } from "../files/owner.ts";
import { draftNames, profileSlugs } from "../profiles/resolve.ts";
import type { Check, Finding } from "./types.ts";

export const changesCheck: Check = {
  name: "changes",
  topic: "here",
  summary: "no promote, review or update was cut off in the middle",
  async run({ dataRoot }) {
    const profiles = join(dataRoot, "profiles");
    const drafts = (await draftNames(dataRoot)).map((name) => join(profiles, name));
    const slugs = (await profileSlugs(dataRoot)).map((slug) => join(profiles, slug));
    const findings: Finding[] = [];
    for (
      const folder of new Set([
        profiles,
        join(profiles, "_drafts"),
        ...drafts.map(dirname),
        ...drafts,
        ...slugs,
      ])
    ) {
      for (const name of await journalNames(folder)) {
        const { staging, journal } = placesOf(folder, name);
        const left = await ownerOf(staging);
        if (left !== undefined && await mayBeAtWork(left.owner, await thisProcess(), left.touched)) continue;
        findings.push({
          state: "warning",
          message: `${name} in ${relative(dataRoot, folder)} was cut off in the middle`,
          remedy: "Run that command again: it finishes or undoes what was begun",
          paths: [journal],
        });
      }
    }
    return findings.length === 0
      ? [{ state: "ok", message: "No change was cut off in the middle" }]
      : findings;
  },
};
