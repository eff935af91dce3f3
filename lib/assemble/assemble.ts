/** Assembles a draft from a recording: steps, seeds, sanitised events, and a ledger of every decision. */
import { rm } from "node:fs/promises";
import { LedgerEntry } from "../model/ledger.ts";
import type { JsonValue } from "../model/json.ts";
import type { Profile } from "../model/profile.ts";
import { readLedger } from "../recording/ledger_file.ts";
import { Suspects } from "../redact/suspects.ts";
import { basename, dirname, join } from "node:path";
import type { Window } from "../captures/window.ts";
import { readSource } from "../events/read_source.ts";
import { unreadSiblings, unreadWarning } from "../events/siblings.ts";
import { openSource } from "../events/sources/mod.ts";
import type { EventSource } from "../events/types.ts";
import { ProfileError } from "../errors.ts";
import { closeDraft, groupId, openDraftsFolder } from "../drafts/access.ts";
import { lookThrough } from "../drafts/step_suspects.ts";
import { readInside } from "../files/inside.ts";
import { recoverJournal } from "../files/journal.ts";
import { childRunWords } from "./child_run.ts";
import type { Collector } from "./collect.ts";
import type { BaselineCandidates } from "../baseline/candidates.ts";
import { type AgainstResult, compareAgainst } from "./against/compare.ts";
import { writeCandidates } from "./candidates.ts";
import { continued, type DraftBefore, draftBefore, fingerprints, stepsAndHoles } from "./continue.ts";
import { fillFiles } from "./fill_files.ts";
import { dropHoles, holesOf } from "./holes.ts";
import { sanitise, slugOf } from "./ids.ts";
import { Ledger } from "./ledger.ts";
import { keptLinks } from "./links/report.ts";
import { type Plan, plan } from "./plan.ts";
import { profileDocument } from "./profile_document.ts";
import { writeProfileSchema } from "../profiles/schema_file.ts";
import { withDraftLock } from "../profiles/work_lock.ts";
import { readConfig } from "../settings/config.ts";
import { counted } from "../text/counted.ts";
import { draftReadme } from "./readme.ts";
import { renderProfile } from "./render.ts";
import { Anonymous, writeEvents } from "./sanitise_events.ts";
import { SeedFolder, writeConfigSeed } from "./seeds.ts";
import type { StepDraft } from "./step.ts";
import { scan } from "./scan.ts";
import { suggest } from "./suggest/suggest.ts";
import type { Survey } from "./survey.ts";
import type { AssembleOptions, AssembleResult, DraftHole } from "./types.ts";
import { tellUsers } from "./users.ts";
import { chooseWindow } from "./window.ts";
import { makeStaging, placeDraft, writeDraftFiles } from "./write.ts";

/**
 * Assembles a draft `profiles/_drafts/<name>/`. It appears whole or not at all; the source is only read.
 *
 * @throws ProfileError usage when there is nothing to assemble or the options are wrong; refused when a draft of
 *   that name was edited, or a step with holes cannot be dropped
 * @example
 * ```ts
 * import { createRedactor } from "../redact/redactor.ts";
 * import { assemble } from "./assemble.ts";
 * await assemble({ source: "/runs/ample-otter", dataRoot: ".", holes: "keep", redactor: createRedactor(), now: new Date() });
 * ```
 */
export async function assemble(options: AssembleOptions): Promise<AssembleResult> {
  const opened = await openSource(options.source, { run: options.run, capture: options.capture });
  const source = { ...opened, ...(options.copies === undefined ? {} : { copies: options.copies }) };
  const window = await chooseWindow({ ...options, log: source.log });
  const { about: found, lessons, collector } = await scan(source, window, options.redactor);
  const about = { ...found, runId: recordedRun(found, source) };
  lessons.teach([...about.words, about.runId, about.config ?? ""]);
  const name = draftName(options, about.runId, window);
  const drafts = join(options.dataRoot, "profiles", "_drafts");
  const draftDir = join(drafts, name);
  const work = { dataRoot: options.dataRoot, command: `assemble --name ${name}` };
  return await withDraftLock(name, work, async () => {
    const recovered = await recoverJournal(drafts, [`assemble-${name}`]);
    const before = await draftBefore(draftDir, name);
    const group = await groupId((await readConfig(options.dataRoot)).drafts?.group);
    const staging = await makeStaging(drafts, name);
    try {
      const place = { window, collector, name, staging, draftDir, before };
      const result = await build({ options, source, about, ...place });
      await writeProfileSchema(options.dataRoot);
      await closeDraft(staging, group);
      await placeDraft(staging, draftDir, name, before);
      await closeDraft(draftDir, group);
      await openDraftsFolder(drafts, group);
      return recovered === undefined ? result : { ...result, recovered };
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  });
}

interface Work {
  options: AssembleOptions;
  source: EventSource;
  about: Survey & { runId: string };
  window: Window;
  collector: Collector;
  name: string;
  staging: string;
  draftDir: string;
  before: DraftBefore | undefined;
}

async function build(work: Work): Promise<AssembleResult> {
  const { options, source, about, window, name, staging } = work;
  const { redactor } = options;
  const collected = work.collector.finish(about);
  // A draft depends on the recording alone; when it was assembled stands in its checkpoint.
  const ledger = new Ledger(collected.to ?? options.now);
  const anonymous = new Anonymous(about.origins, await placesOf(source));
  const recorded = (await readLedger(source.log)).map((entry) =>
    LedgerEntry.parse(anonymous.value(entry as JsonValue))
  );
  const takenBefore = ledger.carry(recorded);
  noteOrigin(source, options, ledger);
  const planned = await plan(source, about, collected, options, anonymous, ledger);
  const seeds = new SeedFolder(join(staging, "seed"), redactor);
  const world = { source, runId: about.runId, uploads: options.uploads, ...planned };
  const filled = await fillFiles(planned.steps, world, seeds, ledger, planned.values);
  const suggested = await suggest(filled.steps, { ...world, recordsFormValues: about.recordsFormValues });
  const { kept: left, dropped } = options.holes === "drop"
    ? dropHoles(suggested.steps)
    : { kept: suggested.steps, dropped: [] };
  const users = tellUsers(left, planned.requests, redactor);
  const kept = users.steps;
  const keptIds = new Set(kept.map(({ id }) => id));
  const isKept = ({ step }: { step: string }) => keptIds.has(step);
  const config = await writeConfigSeed(join(staging, "seed"), source, about.config, redactor);
  for (const { name, from, sha256, redacted } of config.files) {
    ledger.add("seed", `seed/config/${name}`, `config of the run, from ${from}`, { sha256, redacted });
  }
  recordSteps(kept, ledger);
  for (const { step, holes } of dropped) {
    ledger.add("drop", step, holes.map(({ field, reason }) => `${field}: ${reason}`).join("; "));
  }
  const suspects = new Suspects();
  for (const { id, step } of kept) lookThrough(id, step, suspects);
  const notes = window.notes === undefined
    ? undefined
    : anonymous.text(redactor.text(window.notes, "captures: notes"));
  const written = await writeEvents(
    join(staging, "events.jsonl"),
    collected.lines?.read(source) ?? readSource(source),
    redactor,
    anonymous,
    suspects,
  );
  if (notes !== undefined) suspects.look(notes, "captures", { free: true, field: "notes" });
  const document = profileDocument({
    slug: slugOf(name),
    ...about,
    ...written,
    steps: kept,
    users: users.about,
    literals: planned.values.literals,
    secrets: secretsOf(kept),
    notes,
    derivedFrom: options.derivedFrom,
  });
  // A spool is read as a whole; what a tail left out it has said itself.
  const unread = source.spool === undefined ? unreadWarning(await unreadSiblings(source.log)) : undefined;
  const outputs = {
    source,
    runId: about.runId,
    steps: kept,
    window,
    ...written,
    staging,
    draftDir: work.draftDir,
    redactor,
  };
  const candidates = await writeCandidates(outputs);
  const child = childRunWords(about.runId);
  const result: AssembleResult = {
    draft: `_drafts/${name}`,
    draftDir: work.draftDir,
    source: source.kind,
    runId: about.runId,
    ...(about.config === undefined ? {} : { config: about.config }),
    events: written.count,
    ...(written.from === undefined ? {} : { from: written.from }),
    ...(written.to === undefined ? {} : { to: written.to }),
    steps: kept.length,
    uploads: kept.reduce((sum, { needs }) => sum + needs.length, 0),
    seeds: seeds.count,
    holes: kept.flatMap(holesOf),
    absent: planned.absent,
    ...keptLinks(planned.linked, kept),
    dropped,
    ...(candidates === undefined ? {} : { candidates }),
    ...(await differences(options, { steps: kept, document, planned, staging, candidates })),
    folded: planned.folded,
    repeats: planned.repeats.filter(isKept),
    optional: planned.optional.filter(isKept),
    waits: planned.waits.filter(isKept),
    ...(users.about === undefined ? {} : { users: users.about }),
    ...(users.sentence === undefined ? {} : { who: users.sentence }),
    leftOut: planned.leftOut,
    redactions: 0,
    suspects: suspects.list(),
    problems: about.problems,
    warnings: [
      ...about.gaps,
      ...(child === undefined ? [] : [child]),
      ...source.made?.warnings ?? [],
      ...(unread === undefined ? [] : [unread]),
      ...planned.warnings,
      ...planned.doubts,
      ...users.warnings,
      ...filled.warnings,
      ...suggested.warnings,
      ...(suspects.more === 0 ? [] : [`${counted(suspects.more, "suspect")} more than are listed`]),
      ...(config.warning === undefined ? [] : [config.warning]),
    ],
  };
  const rendered = renderProfile(document, headerOf(result), join(work.draftDir, "profile.yaml"));
  const steps = fingerprints(kept);
  const { edited } = work.before ?? {};
  const profile = edited === undefined
    ? rendered.text
    : continued(work.draftDir, name, edited, rendered.source, steps);
  if (edited === undefined) {
    result.holes = result.holes.map((hole) => withLine(hole, document, rendered.source));
  } else {
    result.continued = steps.length - edited.checkpoint.steps.length;
    Object.assign(result, stepsAndHoles(profile, join(work.draftDir, "profile.yaml")));
  }
  for (const { step, field, reason, line, suggestion } of result.holes) {
    const from = suggestion === undefined ? {} : { suggested_from: suggestion.from };
    ledger.add("hole", `${step}.${field}`, reason, { profile_line: line, ...from });
  }
  for (const { message, line, offset } of about.problems) {
    ledger.add("problem", `line ${line}`, message, { offset });
  }
  for (const { where, field, reason, count } of result.suspects) {
    ledger.add("suspect", `${where}, ${field}`, reason, { count });
  }
  for (const sentence of about.gaps) ledger.add("problem", "line 1", sentence);
  if (child !== undefined) ledger.add("problem", "line 1", child);
  if (unread !== undefined) ledger.add("problem", basename(source.log), unread);
  if (users.sentence !== undefined) {
    ledger.add("users", "steps", users.sentence, { users: users.about ?? {} });
  }
  const redactions = redactor.redactions();
  result.redactions = redactions.reduce((sum, { count }) => sum + count, takenBefore);
  ledger.addRedactions(redactions);
  await writeDraftFiles(staging, {
    result,
    ledger,
    redactor,
    now: options.now,
    profile,
    steps,
    before: work.before,
    readme: draftReadme(result),
  });
  return result;
}

/** What is different from the profile that it is compared with. */
async function differences(
  { against, redactor }: AssembleOptions,
  made: {
    steps: readonly StepDraft[];
    document: Record<string, unknown>;
    planned: Plan;
    staging: string;
    candidates: BaselineCandidates | undefined;
  },
): Promise<{ against?: AgainstResult }> {
  if (against === undefined) return {};
  const { steps, document, planned, staging, candidates } = made;
  const draft = {
    steps: steps.map(({ step }) => step),
    metadata: document["metadata"] as Profile["metadata"],
    variables: planned.values.literals,
    seedDir: join(staging, "seed"),
    candidates,
    lacksChanges: planned.absent.length > 0,
  };
  return { against: await compareAgainst(against, draft, redactor) };
}

function recordedRun(found: Survey, source: EventSource): string {
  if (found.events === 0) {
    throw new ProfileError("usage", "The log holds no event", {
      position: { file: source.log },
      remedy: "Check that it is the audit log of the run that was recorded",
    });
  }
  return found.runId ?? (source.runDir === undefined ? "unknown-run" : basename(source.runDir));
}

/** Folders on the recording machine that events and values may name. */
async function placesOf({ log, runDir, made }: EventSource): Promise<string[]> {
  // WEPPcloud's drafts note the run's folder beside their events; what is no such path would take words out of texts.
  const noted = await readInside(made?.folder ?? dirname(log), "run_dir.txt") ??
    (made === undefined ? undefined : await readInside(made.folder, "capture/run_dir.txt")) ?? "";
  const place = noted.trim();
  return [runDir ?? "", RUN_PLACE.test(place) ? place : ""].filter((one) => one.length > 1);
}

/** An absolute path of two folders or more, on one line. */
const RUN_PLACE = /^(?:\/[^/\p{Cc}]{1,255}){2,64}\/?$/u;

/** What WEPPcloud itself made keeps its name, so that a profile can be traced back to it. */
function noteOrigin(
  { kind, log, made }: EventSource,
  { derivedFrom }: AssembleOptions,
  ledger: Ledger,
): void {
  if (made === undefined) return;
  const from = log.startsWith(`${made.folder}/`) ? log.slice(made.folder.length + 1) : basename(log);
  ledger.add("source", derivedFrom ?? kind, `steps derived from a ${kind}`, {
    log: from,
    ...(made.why === undefined ? {} : { why: made.why }),
    ...(made.otherCaptures.size === 0 ? {} : { other_captures: made.otherCaptures.size }),
  });
}

function draftName(options: AssembleOptions, runId: string, window: Window): string {
  if (options.name !== undefined) {
    if (sanitise(options.name) === options.name) return options.name;
    throw new ProfileError("usage", `"${options.name}" is no name for a draft`, {
      remedy: "Use letters, digits, '.', '_' and '-', and start with a letter or digit",
    });
  }
  if (window.slug !== undefined) return sanitise(window.slug);
  return sanitise(options.capture === undefined ? runId : `${runId}-${options.capture}`);
}

function recordSteps(steps: readonly StepDraft[], ledger: Ledger): void {
  for (const { id, recorded, notes } of steps) {
    ledger.add("step", id, `${recorded.method} answered with ${recorded.status ?? "nothing recorded"}`, {
      log_lines: recorded.lines,
    });
    for (const { decision, field, reason } of notes) {
      ledger.add(decision, `${id}.${field}`, reason, { log_line: recorded.line });
    }
  }
}

/** The secrets that steps need, each with the first place that does. */
function secretsOf(steps: readonly StepDraft[]): Map<string, string> {
  const secrets = new Map<string, string>();
  for (const { id, notes } of steps) {
    for (const { secret, field, reason } of notes) {
      if (secret !== undefined && !secrets.has(secret)) {
        secrets.set(secret, `${reason.split(";")[0] ?? "a value"} in ${id}, ${field}`);
      }
    }
  }
  return secrets;
}

function headerOf({ source, runId, holes, absent }: AssembleResult): string[] {
  const lines = [`Assembled from run ${runId} (${source}). What was decided and why: ledger.jsonl.`];
  if (holes.length > 0) {
    const left = counted(holes.length, "hole");
    lines.push(`${left}: fill in each !hole (the recording lacks that value), or remove its step.`);
  }
  if (absent.length > 0) {
    const lacks = counted(absent.length, "change");
    lines.push(`The recording lacks ${lacks} (README.md), so this cannot be promoted.`);
  }
  return lines;
}

function withLine(
  hole: DraftHole,
  document: Record<string, unknown>,
  source: { locate(path: (string | number)[]): { line?: number } },
): DraftHole {
  const steps = document["steps"] as { id: string }[];
  const index = steps.findIndex(({ id }) => id === hole.step);
  const { line } = source.locate(["steps", index, ...hole.path]);
  return { ...hole, ...(line === undefined ? {} : { line }) };
}
