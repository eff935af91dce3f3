/** Names that a data root holds, each with what it means. Nothing is checked, and nothing that is damaged is an error. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { logIfThere } from "../events/sources/source.ts";
import { isObject } from "../model/json.ts";
import { archivedSlugs, draftNames, profileSlugs, weppcloudProfiles } from "../profiles/resolve.ts";
import { counted } from "../text/counted.ts";
import { mapsOf, sectionOf, textOf } from "./sections.ts";
import type { Offer } from "./shape.ts";

/** Slugs, with the titles of those that begin as the word does. */
export async function slugOffers(dataRoot: string, typed = ""): Promise<Offer[]> {
  const folder = join(dataRoot, "profiles");
  const made = (await weppcloudProfiles(dataRoot)).map(({ slug }) => ({
    value: slug,
    summary: "WEPPcloud's own",
  }));
  return [...await titled(folder, await profileSlugs(dataRoot), typed), ...made];
}

/** Retired profiles. */
export async function archivedOffers(dataRoot: string, typed = ""): Promise<Offer[]> {
  const folder = join(dataRoot, "profiles", "archived");
  return await titled(folder, await archivedSlugs(dataRoot), typed);
}

/** Drafts as `_drafts/x`, those that WEPPcloud's own recorder left included. */
export async function draftOffers(dataRoot: string, typed = ""): Promise<Offer[]> {
  const profiles = join(dataRoot, "profiles");
  const own = await draftNames(dataRoot);
  const made: Offer[] = [];
  for (const run of await foldersIn(join(profiles, "_drafts"))) {
    if (own.includes(`_drafts/${run}`)) continue;
    for (
      const name of [
        run,
        ...(await foldersIn(join(profiles, "_drafts", run))).map((one) => `${run}/${one}`),
      ]
    ) {
      const log = join(profiles, "_drafts", name, "events.jsonl");
      if (await logIfThere(log).catch(() => undefined) === undefined) continue;
      made.push({ value: `_drafts/${name}`, summary: "WEPPcloud's own draft" });
    }
  }
  return [...await titled(profiles, own, typed), ...made];
}

/** Tags of all profiles, with how many have each. */
export async function tagOffers(dataRoot: string): Promise<Offer[]> {
  const counts = new Map<string, number>();
  for (const slug of await profileSlugs(dataRoot)) {
    const metadata = sectionOf(await textOf(join(dataRoot, "profiles", slug, "profile.yaml")), "metadata");
    const tags = isObject(metadata) ? metadata["tags"] : undefined;
    if (!Array.isArray(tags)) continue;
    for (const tag of new Set(tags.map(String))) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].sort().map(([value, count]) => ({ value, summary: counted(count, "profile") }));
}

/** Overlays of these profiles and of the configuration. */
export async function overlayOffers(dataRoot: string, profiles: readonly string[]): Promise<Offer[]> {
  const config = await textOf(join(dataRoot, "profiles", "profile.config.yaml"));
  const offers = new Map<string, string>();
  for (
    const [text, from] of [
      ...profiles.map((one) => [one, ""] as const),
      [config, "for every profile"] as const,
    ]
  ) {
    const overlays = sectionOf(text, "overlays");
    for (const [name, values] of isObject(overlays) ? Object.entries(overlays) : []) {
      const url = isObject(values) && typeof values["base_url"] === "string" ? values["base_url"] : from;
      if (!offers.has(name)) offers.set(name, url);
    }
  }
  return [...offers].map(([value, summary]) => ({ value, summary }));
}

/** Captures that somebody marked in a run. */
export async function captureOffers(runDir: string): Promise<Offer[]> {
  const text = await textOf(join(runDir, "_logs", "profile.captures.json"));
  try {
    const document: unknown = JSON.parse(text);
    return mapsOf(isObject(document) ? document["captures"] : []).map(({ id, slug, notes }) => ({
      value: String(id),
      summary: String(slug ?? notes ?? ""),
    }));
  } catch {
    return [];
  }
}

async function titled(folder: string, names: readonly string[], typed: string): Promise<Offer[]> {
  return await Promise.all(names.map(async (value) => {
    if (!value.startsWith(typed)) return { value };
    const metadata = sectionOf(await textOf(join(folder, value, "profile.yaml")), "metadata");
    const title = isObject(metadata) ? metadata["title"] : undefined;
    return { value, ...(typeof title === "string" ? { summary: title } : {}) };
  }));
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name).sort();
}
