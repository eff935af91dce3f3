/** Drafts that nobody promotes expire: how old each one is, when it goes, and what keeps it. */
import { codeOf } from "../errors.ts";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isHeld } from "../files/lock.ts";
import { WORK_LOCK } from "../profiles/work_lock.ts";
import { sha256 } from "../files/hash.ts";
import { SPOOLS } from "./spools.ts";
import { type DraftStatus, readStatus } from "./status.ts";

/** So long before it expires a draft is announced, in ms. */
export const NOTICE = 7 * 86_400_000;
/** A draft with its age. Times are ISO 8601. */
export interface AgedDraft {
  /** `_drafts/<name>`. */
  draft: string;
  path: string;
  /** Undefined: not made by `assemble`, or its status is damaged; such a draft never expires. */
  status?: DraftStatus;
  created_at?: string;
  /** Since it was assembled, or edited by a reviewer, in ms. */
  age_ms?: number;
  expires_at?: string;
  /** It expires within the next seven days, or is overdue. */
  soon: boolean;
  overdue: boolean;
  /** Why it stays although it is overdue, or never expires at all. */
  kept?: string;
}

/**
 * The drafts of a data root by name.
 *
 * @param age how old a draft may become, in ms
 * @param now ms since 1970
 */
export async function agedDrafts(dataRoot: string, age: number, now: number): Promise<AgedDraft[]> {
  const folder = join(dataRoot, "profiles", "_drafts");
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const hidden = entries.map(({ name }) => name).filter((name) => name.startsWith(".") && name !== SPOOLS);
  const drafts: AgedDraft[] = [];
  for (const entry of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    if (entry.name.startsWith(".")) continue;
    const base = {
      draft: `_drafts/${entry.name}`,
      path: join(folder, entry.name),
      soon: false,
      overdue: false,
    };
    if (entry.isSymbolicLink()) {
      drafts.push({ ...base, kept: "is a symbolic link, and links are not followed" });
    } else if (entry.isDirectory()) {
      drafts.push({ ...base, ...await ageOf(base.path, entry.name, hidden, age, now) });
    }
  }
  return drafts;
}

async function ageOf(
  path: string,
  name: string,
  hidden: readonly string[],
  age: number,
  now: number,
): Promise<Partial<AgedDraft>> {
  const status = await readStatus(path);
  if (status === undefined) {
    const closed = await readdir(path).then(() => false, (error) => codeOf(error) === "EACCES");
    return { kept: closed ? "is closed to you" : "was not made by assemble" };
  }
  const created = Date.parse(status.created_at);
  if (Number.isNaN(created)) return { status, kept: "has a status without a time" };
  const since = Math.max(created, await editedAt(path, status));
  const expires = since + age;
  const overdue = now >= expires;
  const kept = overdue ? await inUse(path, name, hidden) : undefined;
  return {
    status,
    created_at: status.created_at,
    age_ms: now - since,
    ...(expires === Infinity ? {} : { expires_at: new Date(expires).toISOString() }),
    soon: now >= expires - NOTICE,
    overdue,
    ...(kept === undefined ? {} : { kept }),
  };
}

/** When a reviewer last edited it; -Infinity when it is as assembled. */
async function editedAt(path: string, status: DraftStatus): Promise<number> {
  const file = join(path, "profile.yaml");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined || sha256(text) === status.profile_sha256) return -Infinity;
  return (await lstat(file)).mtimeMs;
}

/** Why a draft cannot go now: somebody works on it. */
async function inUse(
  path: string,
  name: string,
  hidden: readonly string[],
): Promise<string | undefined> {
  const own = WORK_LOCK + name;
  if (await isHeld(join(path, "..", own))) return `is being worked on (${own})`;
  // The lock of a killed process keeps nothing.
  const beside = hidden.find((other) =>
    other.includes(name) && !other.includes(".pruned-") && !other.startsWith(WORK_LOCK)
  );
  if (beside !== undefined) return `is being worked on (${beside})`;
  const lock = (await readdir(path)).find((entry) => /\.lock$|^\.?spool|^\.profile-journal-/.test(entry));
  return lock === undefined ? undefined : `is being worked on (${lock})`;
}
