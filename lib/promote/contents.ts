/** The files of the new profile, gathered from the draft. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isScalar, parse } from "yaml";
import { plainText } from "../files/plain_file.ts";
import { walkFiles } from "../files/walk.ts";
import { filesOfStep } from "../model/step_files.ts";
import { Hole } from "../model/profile.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { refuseSeeds } from "./gates.ts";
import { profileReadme } from "./readme.ts";
import type { PromotedFile } from "./types.ts";

/** First line for editors, wherever the draft lay. */
const SCHEMA_LINE = /^(# yaml-language-server: \$schema=)(?:\.\.?\/)*profile\.schema\.json(?=\r?\n)/;

/** What is kept of a draft, and what is not. */
export interface Contents {
  files: PromotedFile[];
  /** Paths below `seed/` of the draft that no step uses. */
  unusedSeeds: string[];
  seeds: number;
}

/**
 * Gathers the files but for those of a snapshot.
 *
 * @param run id of the run of which a snapshot is kept
 * @throws ProfileError refused for seeds that are links or pointers of Git LFS
 */
export async function gather(
  draft: LoadedProfile,
  slug: string,
  entries: readonly LedgerEntry[],
  replacedDir: string,
  run?: string,
): Promise<Contents> {
  const used = usedSeeds(draft);
  const all = draft.profile.metadata.seed_dir === undefined ? await walkFiles(draft.seedDir) : [];
  const kept = all.filter((path) => path.startsWith("config/") || used.has(path));
  if (draft.profile.metadata.seed_dir === undefined) await refuseSeeds(used, kept, draft.seedDir);
  const files: PromotedFile[] = [];
  for (const path of kept) files.push(await copied(`seed/${path}`, join(draft.seedDir, path)));
  const events = await copied("events.jsonl", join(draft.dir, "events.jsonl")).catch(() => undefined);
  if (events !== undefined) files.push(events);
  const ledger = await plainText(join(draft.dir, "ledger.jsonl"));
  // The ledger only grows: what was decided about the replaced profile stays.
  const before = await plainText(join(replacedDir, "ledger.jsonl"));
  const history = resolve(replacedDir) === resolve(draft.dir) ? "" : endLine(before);
  const added = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  files.push(made("ledger.jsonl", history + endLine(ledger) + added));
  files.push(made("profile.yaml", withSlug(draft, slug)));
  // Behind what it is made from: a secret is reported where it can be taken out.
  files.push(made("README.md", profileReadme(draft.profile, slug, run)));
  return {
    files,
    unusedSeeds: all.filter((path) => !kept.includes(path)),
    seeds: kept.filter((path) => !path.startsWith("config/")).length,
  };
}

function usedSeeds({ profile }: LoadedProfile): Set<string> {
  const used = new Set<string>();
  for (const step of profile.steps) {
    for (const { file } of filesOfStep(step)) {
      if (!(file instanceof Hole) && "seed" in file) used.add(file.seed);
    }
  }
  return used;
}

/** The text with the new slug and the schema's new place, all else as the curator wrote it. */
function withSlug({ source }: LoadedProfile, slug: string): string {
  const node = source.document.getIn(["metadata", "slug"], true);
  const range = isScalar(node) ? node.range : undefined;
  const text = range === undefined || range === null
    ? source.text
    : source.text.slice(0, range[0]) + asString(slug) + source.text.slice(range[1]);
  return text.replace(SCHEMA_LINE, "$1../profile.schema.json");
}

/** A slug such as `2026` needs quotes to be no number. */
function asString(slug: string): string {
  return typeof parse(slug) === "string" ? slug : JSON.stringify(slug);
}

async function copied(path: string, from: string): Promise<PromotedFile> {
  return { path, from, size: (await stat(from)).size };
}

function made(path: string, content: string): PromotedFile {
  return { path, content, size: new TextEncoder().encode(content).length };
}

/** A torn last line must not swallow the next entry. */
function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : text + "\n";
}
