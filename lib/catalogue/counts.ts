/** The figures on top of the catalogue. */
import { ATTENTION, type Catalogue, type CatalogueDraft, type CatalogueProfile } from "./document.ts";

/** What a last result counts as. */
export function lastAs(
  { results: [last], unreadable = 0 }: Pick<CatalogueProfile, "results" | "unreadable">,
): string {
  if (last === undefined) return unreadable > 0 ? "unreadable" : "never";
  return last.partial === true ? "partial" : last.verdict;
}

/** Counts all of it. */
export function countsOf(
  profiles: readonly CatalogueProfile[],
  drafts: readonly CatalogueDraft[],
  archived: number,
): Catalogue["counts"] {
  const last: Record<string, number> = {};
  for (const profile of profiles) last[lastAs(profile)] = (last[lastAs(profile)] ?? 0) + 1;
  return {
    profiles: profiles.length,
    last,
    attention: Object.fromEntries(
      ATTENTION.map((kind) => [
        kind,
        profiles.filter(({ attention }) => attention.some((one) => one.kind === kind)).length,
      ]),
    ),
    needing_attention: profiles.filter(({ attention }) => attention.length > 0).length,
    results: profiles.reduce((sum, { results }) => sum + results.length, 0),
    drafts: drafts.length,
    drafts_soon: drafts.filter(({ soon }) => soon).length,
    archived,
    bytes: profiles.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
