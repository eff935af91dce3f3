/**
 * A profile of this tool in the place of one that WEPPcloud itself made: the new files come first, through the
 * journal; then WEPPcloud's tree moves to `archived/<slug>-weppcloud/`, folder by folder. What a crash leaves is a
 * whole new profile with the rest of the old tree beside it, and the next command moves that on.
 */
import { readdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { plainText } from "../files/plain_file.ts";
import { codeOf, ProfileError } from "../errors.ts";
import { openWeppDraft } from "../events/sources/wepp_draft.ts";
import { syncFolder } from "../files/atomic.ts";
import type { Change } from "../files/journal.ts";
import { makeFolder } from "../files/make_folder.ts";
import { exists, isPlainName } from "../files/safe_path.ts";
import { parseLedger } from "../model/ledger.ts";
import type { PromotedFile } from "./types.ts";

/** What the ledger says of an upgrade. */
export const UPGRADE = "upgrade";
/** What WEPPcloud's promotion makes; anything else in the folder is the user's own. */
const TREE = ["capture", "run"];

/** Where the old tree goes. */
export interface Upgrade {
  /** Below `profiles/`: `archived/us-small-weppcloud`. */
  keptAt: string;
  /** The user's own files in the folder, which new ones would replace: they are copied there as well. */
  beside: string[];
}

/**
 * What an upgrade of a slug will do.
 *
 * @param profiles folder `profiles/`
 * @returns undefined when no profile of WEPPcloud's own is there
 */
export async function planUpgrade(profiles: string, slug: string): Promise<Upgrade | undefined> {
  const dir = join(profiles, slug);
  if (await exists(join(dir, "profile.yaml"))) return undefined;
  const source = await openWeppDraft(dir);
  if (source?.made?.folder !== dir) return undefined;
  const entries = await readdir(dir, { withFileTypes: true });
  const beside = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return { keptAt: `archived/${await freeName(join(profiles, "archived"), `${slug}-weppcloud`)}`, beside };
}

/** The new files one by one, beside WEPPcloud's tree, and copies of the user's own files that they replace. */
export function upgradeChanges(
  profiles: string,
  slug: string,
  files: readonly PromotedFile[],
  { keptAt, beside }: Upgrade,
): Change[] {
  return [
    ...files.map(({ path, from, content = "" }): Change =>
      from === undefined ? { path: `${slug}/${path}`, content } : { path: `${slug}/${path}`, copyFrom: from }
    ),
    ...beside.map((name): Change => ({ path: `${keptAt}/${name}`, copyFrom: join(profiles, slug, name) })),
  ];
}

/**
 * Refuses a snapshot of a run where WEPPcloud's own `run/` lies.
 *
 * @throws ProfileError refused
 */
export function refuseRunOf(run: string | undefined, dir: string): void {
  if (run === undefined) return;
  throw new ProfileError(
    "refused",
    "A profile of WEPPcloud's own cannot be replaced with a snapshot of a run",
    {
      position: { file: dir },
      remedy: "Promote without --with-run, then once more with it and --replace",
    },
  );
}

/**
 * Moves what is left of WEPPcloud's tree to where the ledger of the new profile says; nothing is done when there is
 * nothing to move.
 *
 * @returns what was moved, in a sentence
 * @throws ProfileError unavailable when it cannot be moved; the new profile is whole all the same
 */
export async function finishUpgrade(profiles: string, slug: string): Promise<string | undefined> {
  if (!isPlainName(slug)) return undefined;
  const dir = join(profiles, slug);
  // `run/` alone may be a snapshot of this tool.
  if (!await exists(join(dir, "profile.yaml")) || !await exists(join(dir, "capture"))) return undefined;
  const keptAt = await placeOf(dir);
  if (keptAt === undefined) return undefined;
  const kept = join(profiles, "archived", keptAt);
  const moved: string[] = [];
  try {
    await makeFolder(kept);
    // `capture/` last: as long as it is there, `run/` is WEPPcloud's.
    for (const name of TREE.toReversed()) {
      if (!await exists(join(dir, name)) || await exists(join(kept, name))) continue;
      await rename(join(dir, name), join(kept, name));
      moved.push(`${name}/`);
    }
    for (const folder of [kept, dir]) await syncFolder(folder);
  } catch (error) {
    throw new ProfileError(
      "unavailable",
      `WEPPcloud's own tree of ${slug} could not be moved to ${kept}: ${codeOf(error) ?? "error"}`,
      {
        position: { file: dir },
        remedy: `The new profile is complete; move ${TREE.join("/ and ")}/ of it there yourself`,
        cause: error,
      },
    );
  }
  return moved.length === 0
    ? undefined
    : `moved ${moved.join(" and ")} of ${slug} to profiles/archived/${keptAt}`;
}

/** Name of the folder below `archived/` that the last upgrade in the ledger names. */
async function placeOf(dir: string): Promise<string | undefined> {
  const ledger = await plainText(join(dir, "ledger.jsonl"));
  const place = parseLedger(ledger).findLast(({ decision }) => decision === UPGRADE)?.evidence?.["kept_at"];
  if (typeof place !== "string" || !place.startsWith("archived/")) return undefined;
  return isPlainName(basename(place)) && place === `archived/${basename(place)}`
    ? basename(place)
    : undefined;
}

async function freeName(folder: string, name: string): Promise<string> {
  for (let count = 1;; count++) {
    const free = count === 1 ? name : `${name}-${count}`;
    if (!await exists(join(folder, free))) return free;
  }
}
