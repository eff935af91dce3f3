/** The retired profiles, with why, when and by whom. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { plainText } from "../files/plain_file.ts";
import { type LedgerEntry, parseLedger } from "../model/ledger.ts";
import { loadProfile } from "../profiles/load.ts";
import { UPGRADE } from "../promote/upgrade.ts";
import { ARCHIVED } from "./archive.ts";

/** A retired profile. */
export interface ArchivedProfile {
  slug: string;
  title?: string;
  /** Not there when its ledger does not say. */
  reason?: string;
  archived_at?: string;
  who?: string;
}

/** All retired profiles of a data root, by slug. */
export async function listArchived(dataRoot: string): Promise<ArchivedProfile[]> {
  const folder = join(dataRoot, "profiles", ARCHIVED);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const slugs = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const rows: ArchivedProfile[] = [];
  for (const slug of slugs.map(({ name }) => name).sort()) rows.push(await describe(slug, folder, dataRoot));
  return rows;
}

async function describe(slug: string, folder: string, dataRoot: string): Promise<ArchivedProfile> {
  const title = await loadProfile(join(folder, slug), dataRoot, dataRoot).then(
    ({ profile }) => profile.metadata.title,
    () => undefined,
  );
  const text = await plainText(join(folder, slug, "ledger.jsonl"));
  const archived = parseLedger(text).findLast(({ decision }) => decision === "archive");
  const last = archived ?? await replacementOf(slug, folder);
  return {
    slug,
    ...(title === undefined ? {} : { title }),
    ...(last === undefined ? {} : { reason: last.reason, archived_at: last.at }),
    ...(last?.who === undefined ? {} : { who: last.who }),
  };
}

/** WEPPcloud's own tree has no ledger; the profile that took its place says in its own where the tree went. */
async function replacementOf(slug: string, folder: string): Promise<LedgerEntry | undefined> {
  const by = slug.replace(/-weppcloud(-\d+)?$/, "");
  if (by === slug) return undefined;
  for (const dir of [join(folder, "..", by), join(folder, by)]) {
    const entry = parseLedger(await plainText(join(dir, "ledger.jsonl"))).find(({ decision, evidence }) =>
      decision === UPGRADE && evidence?.["kept_at"] === `${ARCHIVED}/${slug}`
    );
    if (entry !== undefined) return { ...entry, reason: `replaced by ${by} (promote --replace)` };
  }
  return undefined;
}
