/** Findings of which only the number matters, as one line. */
import type { DoctorItem } from "./run.ts";

/** The findings in their order; at the place of the first of a kind that is folded stands how many there are. */
export function foldItems(items: readonly DoctorItem[]): DoctorItem[] {
  const kindOf = ({ check, folded }: DoctorItem) =>
    folded === undefined ? undefined : `${check} ${folded.many}`;
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const kind = kindOf(item);
    if (item.folded === undefined || kind === undefined) return [item];
    if (seen.has(kind)) return [];
    seen.add(kind);
    const count = items.filter((one) => kindOf(one) === kind).length;
    const { check, topic, state, folded: { one, many } } = item;
    return [{
      check,
      topic,
      state,
      message: `${count} ${count === 1 ? one : many}; --verbose names ${count === 1 ? "it" : "them"}`,
    }];
  });
}
