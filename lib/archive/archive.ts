/** Retires a profile: it moves to `profiles/archived/<slug>/`, and back. Its results stay where they are. */
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, ProfileError } from "../errors.ts";
import { applyJournalled, recoverJournal } from "../files/journal.ts";
import { exists } from "../files/safe_path.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { archivedSlugs, profileSlugs } from "../profiles/resolve.ts";
import { checkSlugWord } from "../profiles/slug.ts";
import { withProfileLock } from "../profiles/work_lock.ts";
import type { Redactor } from "../redact/redactor.ts";
import { meant } from "../text/closest.ts";

/** Folder of retired profiles below `profiles/`. */
export const ARCHIVED = "archived";

/** Which profile, and why. */
export interface ArchiveOptions {
  dataRoot: string;
  slug: string;
  /** Bring it back instead. */
  restore: boolean;
  reason: string;
  /** Who decides, see `whoDecides`. */
  who: string;
  now: Date;
  /** That of the data root: the reason goes into the ledger. */
  redactor: Redactor;
}

/** What came of it. */
export interface ArchiveResult {
  slug: string;
  dir: string;
  restored: boolean;
  /** What an interrupted earlier command left and this one finished or undid. */
  recovered?: string;
}

/**
 * Moves a profile into the archive or out of it, with a line in its ledger; both or, whatever happens, neither.
 *
 * @throws ProfileError usage for a wrong slug, no reason, or no such profile; refused when the place is taken or another
 *   process is at work on the profile
 * @example
 * ```ts
 * import { createRedactor } from "../redact/redactor.ts";
 * import { archive } from "./archive.ts";
 * const decision = { reason: "the workflow is gone", who: "qa", now: new Date(), redactor: createRedactor() };
 * await archive({ dataRoot: ".", slug: "us-small", restore: false, ...decision });
 * ```
 */
export async function archive(options: ArchiveOptions): Promise<ArchiveResult> {
  const { dataRoot, slug, restore } = options;
  checkSlugWord(slug);
  if (options.reason.trim() === "") {
    throw new ProfileError("usage", "Archiving a profile needs a reason", {
      remedy: `Say why nobody needs it any more: profile archive ${slug} --reason "…"`,
    });
  }
  const work = { dataRoot, command: `archive ${slug}${restore ? " --restore" : ""}` };
  return await withProfileLock(slug, work, () => move(options));
}

async function move(options: ArchiveOptions): Promise<ArchiveResult> {
  const { dataRoot, slug, restore, redactor } = options;
  const profiles = join(dataRoot, "profiles");
  const names = ["archive", "promote", "update-baseline"].map((verb) => `${verb}-${slug}`);
  const recovered = await recoverJournal(profiles, names);
  const [from, to] = restore ? [`${ARCHIVED}/${slug}`, slug] : [slug, `${ARCHIVED}/${slug}`];
  await checkSource(profiles, from, options);
  if (await exists(join(profiles, to))) throw taken(join(profiles, to), options);
  const entry: LedgerEntry = {
    version: 1,
    at: options.now.toISOString(),
    by: "archive",
    who: options.who,
    decision: restore ? "restore" : "archive",
    subject: slug,
    reason: redactor.text(options.reason.trim(), "archive: reason"),
  };
  await applyJournalled(profiles, `archive-${slug}`, [
    {
      path: `${from}/ledger.jsonl`,
      content: await ledgerOf(join(profiles, from)) + JSON.stringify(entry) + "\n",
    },
    { path: to, moveFrom: from },
  ]);
  return {
    slug,
    dir: join(profiles, to),
    restored: restore,
    ...(recovered === undefined ? {} : { recovered }),
  };
}

/** The profile must be a folder of its own with a profile in it, be it one that WEPPcloud made. */
async function checkSource(
  profiles: string,
  from: string,
  { slug, restore, dataRoot }: ArchiveOptions,
): Promise<void> {
  const dir = join(profiles, from);
  const found = await lstat(dir).catch(() => undefined);
  if (found?.isSymbolicLink() === true) {
    throw new ProfileError("refused", `${dir} is a symbolic link, and links are not followed`, {
      position: { file: dir },
      remedy: "Archive it in the data root that it lies in",
    });
  }
  const isProfile = found?.isDirectory() === true &&
    (await exists(join(dir, "profile.yaml")) || await exists(join(dir, "capture")));
  if (isProfile) return;
  if (restore) {
    throw new ProfileError("usage", `There is no archived profile "${slug}"`, {
      remedy: meant(slug, await archivedSlugs(dataRoot), "See profile list --archived for the names"),
    });
  }
  const isArchived = await exists(join(profiles, ARCHIVED, slug));
  throw new ProfileError("usage", `There is no profile "${slug}" below ${profiles}`, {
    remedy: isArchived
      ? "It is archived already: see profile list --archived"
      : meant(slug, await profileSlugs(dataRoot), "See profile list for the names"),
  });
}

function taken(place: string, { slug, restore }: ArchiveOptions): ProfileError {
  const message = restore
    ? `The slug ${slug} is taken: a profile of that name is there`
    : `An archived profile ${slug} is there already`;
  return new ProfileError("refused", message, {
    position: { file: place },
    remedy: restore
      ? `Archive or rename that one first; it is not overwritten`
      : `Rename the folder of the older one, then archive again; it is not overwritten`,
  });
}

/** The ledger as it is; a torn last line must not swallow the next entry. */
async function ledgerOf(dir: string): Promise<string> {
  const text = await readFile(join(dir, "ledger.jsonl"), "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  });
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
