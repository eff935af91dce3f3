/** `profile report --out DIR`: writes the catalogue, and says where to open it. */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Catalogue } from "../lib/catalogue/document.ts";
import type { Kept } from "../lib/catalogue/keep.ts";
import { messageOf, ProfileError } from "../lib/errors.ts";
import type { Context } from "./context.ts";
import { option } from "./options.ts";
import { shortPaths } from "./terminal.ts";
import { VERSION } from "../lib/version.ts";

/** Flags that are named; the pages have them all. */
const SHOWN = 20;

/** As they were typed. */
export interface CatalogueAsked {
  stale: string;
  draftAge: string;
  keepResults: string;
}

/** Options of the catalogue beside its folder. */
export function catalogueOptions() {
  return [
    option("--stale <age>", "catalogue: a profile that was not played for so long is stale").default("14d"),
    option(
      "--keep-results <n>",
      "catalogue: results of each profile to copy into it, to look at and download",
    )
      .default("5"),
    option("--draft-age <age>", "catalogue: age at which record prune removes drafts").default("30d"),
  ] as const;
}

/**
 * Writes it.
 *
 * @param folder as typed
 * @param results copies of results of other machines, as typed
 * @returns what it says, for `--json`
 * @throws ProfileError usage for an age or a number that is none; refused when something else is in the folder
 */
export async function writeCatalogue(
  folder: string,
  results: readonly string[],
  asked: CatalogueAsked,
  context: Context,
): Promise<Record<string, unknown>> {
  const { out, cwd } = context;
  const stale = await ageOf("stale", asked.stale);
  const draftAge = await ageOf("draft-age", asked.draftAge);
  const keep = keepOf(asked.keepResults);
  const dataRoot = await context.dataRoot();
  const { recoverLeft } = await import("../lib/engine/open_profile.ts");
  await recoverLeft(context);
  const { listArchived } = await import("../lib/archive/list.ts");
  const { catalogueOf } = await import("../lib/catalogue/catalogue.ts");
  const { writeSite } = await import("../lib/catalogue/site.ts");
  const data = await catalogueOf({
    dataRoot,
    results: results.map((path) => resolve(cwd, path)),
    archived: await listArchived(dataRoot),
    stale,
    draftAge,
    now: Date.now(),
    program: VERSION,
    redactor: out.redactor,
  });
  const target = resolve(cwd, folder);
  const kept = await writeSite(data, target, keep);
  const index = join(target, "index.html");
  await printCatalogue(data.catalogue, kept, index, context);
  return { catalogue: index, ...data.catalogue.counts, kept: { results: kept.results, bytes: kept.bytes } };
}

async function printCatalogue(
  { counts, profiles, warnings }: Catalogue,
  kept: Kept,
  index: string,
  context: Context,
): Promise<void> {
  const { out } = context;
  const { FLAGS } = await import("../lib/catalogue/html/words.ts");
  const { counted } = await import("../lib/text/counted.ts");
  const { keptWords } = await import("../lib/catalogue/keep.ts");
  out.line(
    `health    ${counts.last["passed"] ?? 0} of ${
      counted(counts.profiles, "profile")
    } passed when last played`,
  );
  const flags = profiles.flatMap(({ slug, attention }) => attention.map((one) => ({ slug, ...one })));
  for (const { slug, kind, words } of flags.slice(0, SHOWN)) {
    out.line(`          ${slug} ${words === FLAGS[kind].word ? words : `${FLAGS[kind].word}, ${words}`}`);
  }
  if (flags.length > SHOWN) out.line(`          and ${flags.length - SHOWN} more, see the catalogue`);
  const soon = counts.drafts_soon === 0 ? "" : `, ${counts.drafts_soon} about to expire`;
  out.line(`drafts    ${counts.drafts}${soon}`);
  out.line(`archived  ${counts.archived}`);
  out.line(`results   ${counts.results} in the histories, ${keptWords(kept)} copied`);
  for (const words of warnings) out.warn(`warning: ${words}`);
  out.line(`catalogue ${shortPaths(index, context)}`);
  out.line(`open      ${pathToFileURL(index).href}`);
}

async function ageOf(name: string, text: string): Promise<number> {
  const { parseAge } = await import("../lib/text/duration.ts");
  try {
    return parseAge(text);
  } catch (error) {
    throw new ProfileError("usage", `--${name}: ${messageOf(error)}`, {
      remedy: "For instance 14d, or never",
    });
  }
}

function keepOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new ProfileError("usage", `--keep-results: "${text}" is no number from 0`, {
    remedy: "Use a whole number such as 5, or 0 for none",
  });
}
