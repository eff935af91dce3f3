/** Does the edits of a review and writes them: all or none. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { plainText } from "../files/plain_file.ts";
import { refuseLinks } from "../drafts/own_files.ts";
import { CANDIDATES } from "../baseline/candidates.ts";
import { closeDraft, groupId, requireWritable } from "../drafts/access.ts";
import { DraftStatus } from "../drafts/status.ts";
import { type Position, ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { applyJournalled, type Change } from "../files/journal.ts";
import { withLockOf } from "../profiles/work_lock.ts";
import { bytesOf, textOf } from "../files/text_bytes.ts";
import { walkFiles } from "../files/walk.ts";
import { type JsonValue, stableJson } from "../model/json.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { checkSource, type LoadedProfile } from "../profiles/load.ts";
import { REDACTED } from "../redact/marks.ts";
import { readConfig } from "../settings/config.ts";
import { parseYaml } from "../yaml/source.ts";
import { DraftEdit, type EditContext } from "./edit.ts";
import { eventsAfter } from "./events.ts";
import { type OpenDraft, openDraft, requireDraft } from "./open.ts";
import { reviewedReadme, withHoleCount } from "./readme.ts";
import type { EditRequest } from "./requests.ts";
import { suspectsAfter } from "./suspects.ts";
import { cleanFile, replaceForms, type SecretValue } from "../drafts/secret_value.ts";

/** What came of it. */
export interface EditResult {
  /** What was decided, as in the ledger. */
  decisions: LedgerEntry[];
  /** Files that were written, below the draft. */
  written: string[];
  holes: number;
  warnings: string[];
}

/** Files of a draft that every edit writes. */
const WRITTEN = ["profile.yaml", "ledger.jsonl", "status.json", "README.md"];
/** The recorded events: written only where an edit touches them. */
const EVENTS = "events.jsonl";
/** How long to wait for another review of the draft, in ms: each holds the lock for one change. */
const PATIENCE = 10_000;

/**
 * Edits a draft.
 *
 * @param name `_drafts/x`, `x`, or a path
 * @throws ProfileError usage for a wish that is wrong or leads to an invalid profile, refused for what may not be done;
 *   then nothing was written
 */
export async function applyEdits(
  name: string,
  requests: readonly EditRequest[],
  context: EditContext,
): Promise<EditResult> {
  const { dataRoot, cwd } = context;
  const before = await openDraft(name, dataRoot, cwd);
  requireDraft(before);
  await refuseLinks(before.dir);
  await requireWritable(before.dir, WRITTEN);
  const group = await groupId((await readConfig(dataRoot)).drafts?.group);
  return await withLockOf(
    before.dir,
    { dataRoot, command: `review ${name}`, patience: PATIENCE },
    async () => {
      // Another reviewer may have written since.
      const draft = await openDraft(name, dataRoot, cwd);
      const edit = new DraftEdit(draft, context);
      for (const request of requests) await edit.apply(request);
      if (edit.entries.length === 0) {
        return { decisions: [], written: [], holes: draft.holes.length, warnings: edit.warnings };
      }
      const { changes, checked, decisions } = await changesOf(draft, edit, context);
      await applyJournalled(draft.dir, "review", changes);
      await closeDraft(draft.dir, group);
      const written = changes.map(({ path }) => path);
      return { decisions, written, holes: checked.holes.length, warnings: edit.warnings };
    },
  );
}

/** Everything that is written; the profile comes last. */
async function changesOf(
  draft: OpenDraft,
  edit: DraftEdit,
  context: EditContext,
): Promise<{ changes: Change[]; checked: LoadedProfile; decisions: LedgerEntry[] }> {
  const { redactor, dataRoot } = context;
  const coming = new Set(edit.seeds.keys());
  const bare = withoutSecrets(edit.text, edit.secrets, draft);
  const check = (edited: string) => checkEdited(edited, draft.file, dataRoot, coming);
  const text = withHoleCount(bare, (await check(bare)).holes.length);
  const checked = await check(text);
  const decisions = edit.entries.map((entry) =>
    redactor.json(entry as JsonValue, "ledger.jsonl") as LedgerEntry
  );
  const lines = decisions.map((entry) => JSON.stringify(entry) + "\n").join("");
  const clean = (content: string, path: string) =>
    edit.secrets.length === 0 ? content : cleanFile(content, edit.secrets, path, redactor);
  const ledger = clean(await textIn(draft, "ledger.jsonl"), "ledger.jsonl");
  const recorded = await textIn(draft, EVENTS);
  const after = { profile: checked.profile, ledger: [...draft.ledger, ...decisions] };
  const events = clean(eventsAfter(recorded, draft, after), EVENTS);
  const status = statusAfter(draft, checked, text, decisions, context, edit, events);
  const readme = reviewedReadme(
    clean(await textIn(draft, "README.md"), "README.md"),
    checked,
    draft.name,
    status,
  );
  const changes: Change[] = [
    ...[...edit.seeds].map(([path, content]) => ({ path: `seed/${path}`, content })),
    ...(await cleanedFiles(draft, edit.secrets, context)).filter(({ path }) =>
      path !== CANDIDATES || edit.candidates === undefined
    ),
    ...(edit.candidates === undefined ? [] : [{
      path: CANDIDATES,
      content: clean(stableJson(edit.candidates as unknown as JsonValue), CANDIDATES),
    }]),
    { path: "ledger.jsonl", content: ledger + (ledger === "" || ledger.endsWith("\n") ? "" : "\n") + lines },
    ...(readme === "" ? [] : [{ path: "README.md", content: redactor.text(readme, "README.md") }]),
    ...(events === recorded ? [] : [{ path: EVENTS, content: events }]),
    ...(status === undefined
      ? []
      : [{ path: "status.json", content: stableJson(redactor.json(status as JsonValue, "status.json")) }]),
    { path: "profile.yaml", content: text },
  ];
  return { changes, checked, decisions };
}

/** Checks the edited text; places in it are those of a file that is not written. */
export async function checkEdited(
  text: string,
  file: string,
  dataRoot: string,
  coming: ReadonlySet<string> = new Set(),
): Promise<LoadedProfile> {
  try {
    return await checkSource(parseYaml(file, text, "edited draft"), dataRoot, coming);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new ProfileError(error.verdict, `Nothing was written, for then: ${error.message}`, {
      ...(error.position === undefined ? {} : { position: error.position }),
      others: [...error.others],
      remedy: "Correct what was asked for; the place is that in the edited file",
      cause: error,
    });
  }
}

async function textIn(draft: OpenDraft, name: string): Promise<string> {
  return await plainText(join(draft.dir, name));
}

/** Comments may hold the secret, too; where more than a comment does, the reviewer has to look. */
function withoutSecrets(text: string, secrets: readonly SecretValue[], { file }: OpenDraft): string {
  return secrets.reduce((current, secret) => {
    const lines = current.split("\n");
    const left = lines.findIndex((line) => {
      const comment = /(?:^|\s)#.*$/.exec(line)?.[0] ?? "";
      const code = line.slice(0, line.length - comment.length);
      return replaceForms(code, secret, REDACTED) !== code;
    });
    if (left === -1) return lines.map((line) => replaceForms(line, secret, REDACTED)).join("\n");
    const position: Position = { file, line: left + 1 };
    throw new ProfileError("refused", "The value would still stand in a name of the edited profile", {
      position,
      remedy: "Rename that step or key first (--interactive, key e, opens it in your editor)",
    });
  }, text);
}

/** Further text files of the draft in which a secret stands: seeds, whatever a reviewer put there. */
async function cleanedFiles(
  draft: OpenDraft,
  secrets: readonly SecretValue[],
  { redactor }: EditContext,
): Promise<Change[]> {
  if (secrets.length === 0) return [];
  const changes: Change[] = [];
  for (const path of await walkFiles(draft.dir)) {
    if (WRITTEN.includes(path) || path === EVENTS || path.startsWith(".profile-journal-")) continue;
    const text = textOf(await readFile(join(draft.dir, path)));
    if (text === undefined) continue;
    const content = cleanFile(text.content, secrets, path, redactor);
    if (content !== text.content) changes.push({ path, content: bytesOf({ ...text, content }) });
  }
  return changes;
}

/** `status.json` as it is now; a draft without one gets none. */
function statusAfter(
  { status }: OpenDraft,
  { profile, holes }: LoadedProfile,
  text: string,
  decisions: readonly LedgerEntry[],
  { now, who, redactor }: EditContext,
  { secrets, keptSuspects }: Pick<DraftEdit, "secrets" | "keptSuspects">,
  events: string,
): DraftStatus | undefined {
  if (status === undefined) return undefined;
  const dropped = decisions.filter(({ decision }) => decision === "drop").map(({ subject }) => subject);
  const cleaned = JSON.parse(
    cleanFile(JSON.stringify(status), secrets, "status.json", redactor),
  ) as JsonValue;
  const next: DraftStatus = {
    ...DraftStatus.parse(cleaned),
    state: status.absent.length > 0 ? "absent" : holes.length > 0 ? "holes" : "ready",
    steps: profile.steps.length,
    holes: holes.map(({ step, field, reason }) => ({
      ...status.holes.find((old) => old.step === step && old.field === field),
      step,
      field,
      reason,
    })),
    dropped: [...new Set([...status.dropped, ...dropped])],
    profile_sha256: status.profile_sha256,
    reviewed_sha256: sha256(text),
    reviewed_at: now.toISOString(),
    reviewed_by: who,
  };
  const kept = [...new Set([...next.kept_suspects ?? [], ...keptSuspects])];
  if (kept.length > 0) next.kept_suspects = kept;
  next.suspects = suspectsAfter(profile, next.suspects, events).filter(({ words }) => !kept.includes(words));
  return next;
}
