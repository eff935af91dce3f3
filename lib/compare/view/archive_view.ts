/** What a report shows of two archives: their members with sizes. */
import type { ArchiveView } from "../../model/evidence.ts";
import type { Members } from "../archive/members.ts";
import type { Clean } from "../types.ts";

/** Members that are listed; those on one side only, and of another size, before all others. */
const MOST_MEMBERS = 300;

/** The view of two archives. @param counts tells whether a member counts */
export function archiveView(
  file: string,
  before: Members,
  after: Members,
  counts: (path: string) => boolean,
  clean: Clean,
): ArchiveView {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(counts).sort();
  const members = paths.map((path) => ({
    path: clean(path),
    baseline: before.get(path)?.size ?? null,
    produced: after.get(path)?.size ?? null,
  }));
  const [other, same] = [true, false].map((differs) =>
    members.filter(({ baseline, produced }) => (baseline !== produced) === differs)
  );
  const listed = [...other ?? [], ...same ?? []].slice(0, MOST_MEMBERS);
  return { kind: "archive", file: clean(file), members: listed, omitted: members.length - listed.length };
}
