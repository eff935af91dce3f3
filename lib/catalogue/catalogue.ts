/** The whole catalogue as data: profiles with their histories and flags, drafts, archived ones, what is left out. */
import { basename, join, resolve, sep } from "node:path";
import { listDrafts, readinessWords } from "../drafts/readiness.ts";
import { messageOf, ProfileError } from "../errors.ts";
import { listProfiles } from "../profiles/list.ts";
import type { Redactor } from "../redact/redactor.ts";
import { resultsRoot } from "../results/folder.ts";
import { type Latest, readLatest } from "../results/latest.ts";
import { counted } from "../text/counted.ts";
import { attentionOf, rulesOf } from "./attention/mod.ts";
import { usualDuration } from "./attention/slow.ts";
import { lfsStates } from "./disk.ts";
import { cleaner, cleanProfile } from "./clean.ts";
import { countsOf } from "./counts.ts";
import {
  type Catalogue,
  type CatalogueArchived,
  type CatalogueDraft,
  type CatalogueProfile,
  HISTORY,
} from "./document.ts";
import { historyOf, type Played, playedElsewhere, playedIn } from "./played.ts";
import { type LoadedPart, partOf, type ProfileDetail, type ReadProfile, readProfile } from "./profile.ts";

/** What the catalogue is made of. Ages in ms. */
export interface CatalogueOptions {
  dataRoot: string;
  /** Copies of results of other machines, absolute. */
  results: readonly string[];
  /** The retired profiles, see `listArchived`. */
  archived: readonly CatalogueArchived[];
  /** A profile that was not played for so long is stale. */
  stale: number;
  /** How old a draft may become. */
  draftAge: number;
  /** ms since 1970. */
  now: number;
  /** Version of this program. */
  program: string;
  /** That of the data root. */
  redactor: Redactor;
}

/** The document, and what only single pages and the copies need; clean of secrets. */
export interface CatalogueData {
  catalogue: Catalogue;
  /** By the place of the profile in the document. */
  details: ProfileDetail[];
  /** Result folders by the places of profile and result; undefined where only a report came. */
  folders: (string | undefined)[][];
}

/**
 * Reads a data root.
 *
 * @throws ProfileError usage when there are no results where some were named
 */
export async function catalogueOf(options: CatalogueOptions): Promise<CatalogueData> {
  const { dataRoot, now, stale, redactor, archived } = options;
  const warnings: string[] = [];
  const parts = new Map<string, LoadedPart>();
  const rows = await listProfiles(dataRoot, async (slug, loaded) => {
    parts.set(slug, await partOf(loaded, dataRoot));
  });
  const read: ReadProfile[] = [];
  for (const row of rows) read.push(await readProfile(row, parts.get(row.slug), dataRoot));
  const elsewhere = await playedBySlug(options.results, warnings);
  const latest = await latestOf(dataRoot, warnings);
  const histories: { played: Played[]; unfinished: number; unreadable: number }[] = [];
  for (const { entry: { slug } } of read) {
    const here = await playedIn(join(resultsRoot(dataRoot), slug), (key) => key === slug);
    warnings.push(...here.faults);
    histories.push({
      played: historyOf([here.played, elsewhere.get(slug) ?? []]),
      unfinished: here.unfinished,
      unreadable: here.faults.length,
    });
  }
  warnings.push(...strangers(elsewhere, new Set(read.map(({ entry }) => entry.slug))));
  const flags = attentionOf(
    read.map(({ entry, changes }, index) => ({
      ...entry,
      changes,
      results: histories[index]?.played.map(({ result }) => result) ?? [],
      unreadable: histories[index]?.unreadable ?? 0,
      unplayed: Object.hasOwn(latest.unplayed, entry.slug) ? latest.unplayed[entry.slug] : undefined,
    })),
    stale,
    now,
  );
  const roots = [...new Set([dataRoot, ...read.flatMap(({ dataRepo }) => dataRepo ?? [])])];
  const lfs = await lfsStates(read.map(({ disk }) => disk), roots);
  const clean = cleaner(dataRoot, redactor);
  const pages = pageNames(read.map(({ entry }) => clean(entry.slug)));
  const profiles = read.map(({ entry }, index): CatalogueProfile => {
    const { played = [], unfinished = 0, unreadable = 0 } = histories[index] ?? {};
    const results = played.map(({ result }) => result);
    const usual = usualDuration(results);
    return {
      ...entry,
      results,
      unfinished,
      ...(unreadable === 0 ? {} : { unreadable }),
      ...(usual === undefined ? {} : { usual_ms: usual }),
      attention: flags[index] ?? [],
      lfs: lfs[index] ?? { state: "none", pointers: 0, fetched: 0 },
      page: `profiles/${pages[index]}/index.html`,
    };
  });
  const drafts = (await listDrafts(dataRoot, options.draftAge, now)).map((draft): CatalogueDraft => ({
    draft: draft.draft,
    kind: draft.kind,
    state: readinessWords(draft),
    ready: draft.state === "ready",
    ...(draft.steps === undefined ? {} : { steps: draft.steps }),
    ...(draft.holes === undefined ? {} : { holes: draft.holes }),
    ...(draft.age_ms === undefined ? {} : { age_ms: Math.round(draft.age_ms) }),
    ...(draft.expires_at === undefined ? {} : { expires_at: draft.expires_at }),
    soon: draft.soon && draft.kept === undefined,
    overdue: draft.overdue,
    ...(draft.kept === undefined ? {} : { kept: draft.kept }),
    bytes: draft.size,
  }));
  const catalogue: Catalogue = {
    version: 1,
    made_at: new Date(now).toISOString(),
    program: options.program,
    rules: { history: HISTORY, stale_ms: stale === Infinity ? null : stale, ...rulesOf(stale) },
    counts: countsOf(profiles, drafts, archived.length),
    profiles,
    drafts,
    archived: [...archived],
    warnings: warnings.map((words) => words.replaceAll(dataRoot + sep, "")),
  };
  return {
    catalogue: {
      ...clean({ ...catalogue, profiles: [] }),
      profiles: profiles.map((one) => cleanProfile(one, clean)),
    },
    details: read.map(({ detail }) => clean(detail)),
    folders: histories.map(({ played }) => played.map(({ dir }) => dir)),
  };
}

/** Results of other machines by the profile's key. */
async function playedBySlug(paths: readonly string[], warnings: string[]): Promise<Map<string, Played[]>> {
  const found = new Map<string, Played[]>();
  for (const path of paths) {
    const { played, faults, unfinished } = await playedElsewhere(resolve(path));
    for (const one of played) found.set(one.key, [...found.get(one.key) ?? [], one]);
    warnings.push(...faults.map((words) => words.replaceAll(resolve(path), basename(path))));
    if (unfinished > 0) {
      warnings.push(`${basename(path)} holds ${counted(unfinished, "result folder")} without a report`);
    }
  }
  return found;
}

/** The flags do without a damaged `latest.json`. */
async function latestOf(dataRoot: string, warnings: string[]): Promise<Pick<Latest, "unplayed">> {
  try {
    return await readLatest(dataRoot);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    warnings.push(messageOf(error));
    return { unplayed: {} };
  }
}

function strangers(elsewhere: ReadonlyMap<string, readonly Played[]>, known: ReadonlySet<string>): string[] {
  const strange = [...elsewhere].filter(([key]) => !known.has(key)).sort(([a], [b]) => a < b ? -1 : 1);
  if (strange.length === 0) return [];
  const words = strange.map(([key, played]) => `${key} (${counted(played.length, "result")})`).join(", ");
  return [`results of other machines are left out, as the library has no such profile: ${words}`];
}

/** Folder names that every file system and host takes; a slug of ours is one. */
function pageNames(slugs: readonly string[]): string[] {
  const taken = new Set<string>();
  return slugs.map((slug) => {
    const plain = /^[a-z0-9][a-z0-9-]*$/.test(slug)
      ? slug
      : `${slug.toLowerCase().replace(/[^a-z0-9]+/g, "-")}_`;
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}${count}`;
    taken.add(name);
    return name;
  });
}
