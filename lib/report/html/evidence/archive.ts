/** Members of two archives: which are on one side only, which differ. */
import { type Html, markup } from "../../../html/markup.ts";
import type { ArchiveView } from "../../../model/evidence.ts";
import type { Difference } from "../../../model/report.ts";
import { andMore, sortableTable, valueCell } from "./part.ts";

type Member = ArchiveView["members"][number];

/** The members. @param differences those of the archive, which name what differs */
export function archivePart({ members, omitted }: ArchiveView, differences: readonly Difference[]): Html {
  const rows = members.map((member) => ({
    cells: [
      { shown: markup`<code>${member.path}</code>` },
      { shown: stateOf(member, differences) },
      valueCell(member.baseline, "none"),
      valueCell(member.produced, "none"),
    ],
  }));
  return markup`<div class="ev-members">${
    sortableTable("Members", [
      { name: "member" },
      { name: "state" },
      { name: "baseline, bytes", isNumber: true },
      { name: "produced, bytes", isNumber: true },
    ], rows)
  }${andMore(omitted, omitted === 1 ? "member" : "members")}</div>`;
}

function stateOf({ path, baseline, produced }: Member, differences: readonly Difference[]): Html {
  const isNamed = differences.some(({ where }) => where === path || where.startsWith(`${path}: `));
  const kind = produced === null ? "missing" : baseline === null ? "extra" : isNamed ? "changed" : undefined;
  if (kind !== undefined) return markup`<span class="badge ev-${kind}">${kind}</span>`;
  return markup`<span class="dim">${baseline === produced ? "no difference listed" : "another size"}</span>`;
}
