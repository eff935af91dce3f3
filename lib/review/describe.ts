/** A draft as data for its reviewer. */
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isDoubtful } from "../drafts/hole_words.ts";
import { slugFor } from "../drafts/slug.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { Hole, type Step } from "../model/profile.ts";
import { filesOfStep } from "../model/step_files.ts";
import { methodOf } from "../model/step_method.ts";
import { valueIn } from "../model/value_in.ts";
import { references } from "../profiles/template.ts";
import { shellWord } from "../text/shell_word.ts";
import { fieldsOf, formatAddress, isForm, type StepMap } from "../drafts/address.ts";
import { isDraft, type OpenDraft } from "./open.ts";
import type { ReviewDocument, ReviewHole, ReviewStep, ReviewUpload } from "./types.ts";

const BODIES = ["json", "form", "urlencoded", "text", "payload"] as const;

/** Everything that a reviewer looks at. */
export async function describeDraft(draft: OpenDraft): Promise<ReviewDocument> {
  const { profile, status, ledger } = draft;
  const users = new Map<string, string[]>();
  for (const step of profile.steps) {
    for (const name of linksOf(step)) {
      const source = sourceOf(name, profile.steps);
      if (source !== undefined) users.set(source, [...new Set([...users.get(source) ?? [], step.id])]);
    }
  }
  const ids = new Set(profile.steps.map(({ id }) => id));
  const steps: ReviewStep[] = [];
  for (const [index, step] of profile.steps.entries()) {
    steps.push(await describeStep(step, index, draft, users.get(step.id) ?? []));
  }
  const holes = steps.flatMap((step) => step.holes);
  const absent = status?.absent ?? [];
  const decisions = ledger.filter(({ by }) => by === "review");
  const last = decisions.at(-1);
  const dropped = decisions.filter(({ decision }) => decision === "drop").map(({ subject }) => subject);
  return {
    draft: draft.name,
    dir: draft.dir,
    ...(profile.metadata.title === undefined ? {} : { title: profile.metadata.title }),
    state: absent.length > 0 ? "absent" : holes.length > 0 ? "holes" : "ready",
    steps,
    holes,
    suspects: status?.suspects ?? [],
    secrets: secretsOf(draft),
    users: profile.prerequisites?.users ?? {},
    links: (status?.links ?? []).filter(({ producer, consumer }) => ids.has(producer) && ids.has(consumer)),
    varies: (status?.varies ?? []).filter(({ step }) => ids.has(step)),
    candidates: draft.candidates?.candidates ?? [],
    absent,
    ...(status?.earlier === undefined ? {} : { earlier: status.earlier }),
    folded: status?.folded ?? [],
    left_out: status?.left_out ?? 0,
    dropped: [...new Set([...status?.dropped ?? [], ...dropped])],
    ...(last === undefined ? {} : {
      reviewed: {
        at: last.at,
        ...(last.who === undefined ? {} : { by: last.who }),
        decisions: decisions.length,
      },
    }),
    warnings: draft.warnings,
    next: await nextCommand(draft, absent, holes),
  };
}

/** The command that brings the draft on. */
async function nextCommand(
  opened: OpenDraft,
  absent: readonly string[],
  holes: readonly ReviewHole[],
): Promise<string> {
  const draft = shellWord(opened.name);
  if (absent.length > 0) return "profile record proxy --target URL --out DIR";
  if (holes.some(({ suggestion, doubtful }) => suggestion !== undefined && doubtful !== true)) {
    return `profile review ${draft} --accept-suggestions`;
  }
  const [first] = holes;
  if (first !== undefined) {
    const value = isForm(first) ? "NAME=VALUE" : "VALUE";
    return `profile review ${draft} --fill ${shellWord(`${first.address}=${value}`)}`;
  }
  if (!isDraft(opened)) return `profile play ${draft}`;
  const slug = slugFor(opened.name);
  const promoted = join(dirname(dirname(opened.dir)), slug, "profile.yaml");
  const made = await stat(promoted).then(({ mtimeMs }) => mtimeMs, () => undefined);
  if (made === undefined) return `profile promote ${draft} ${slug}`;
  const changed = await stat(opened.file).then(({ mtimeMs }) => mtimeMs > made, () => false);
  return changed ? `profile promote ${draft} ${slug} --replace` : `profile play ${slug}`;
}

async function describeStep(
  step: Step,
  index: number,
  draft: OpenDraft,
  usedBy: string[],
): Promise<ReviewStep> {
  const names = namesIn(step);
  const kind = BODIES.find((key) => key in step && step[key as keyof Step] !== undefined);
  const body = kind === undefined ? undefined : { kind, bytes: sizeOf(step[kind as keyof Step]) };
  const uploads = await uploadsOf(step, draft.seedDir);
  const wait = step.wait === undefined
    ? undefined
    : [step.wait.type, step.wait["timeout"]].filter((word) => word !== undefined).join(" ");
  const expect = "expect" in step ? expectWords(step.expect) : undefined;
  return {
    number: index + 1,
    id: step.id,
    ...(step.title === undefined ? {} : { title: step.title }),
    action: step.action,
    method: step.action === "enqueue_rq" ? "JOB" : methodOf(step) ?? "WAIT",
    request: "path" in step ? step.path : "job" in step ? step.job : step.wait.type,
    ...(body === undefined ? {} : { body }),
    query: "query" in step ? Object.keys(step.query ?? {}).length : 0,
    uploads,
    ...(wait === undefined ? {} : { wait }),
    ...(expect === undefined ? {} : { expect }),
    holes: holesOf(step, index, draft),
    secrets: [...new Set(names.filter((name) => name.startsWith("secret.")).map((name) => name.slice(7)))],
    redactions: draft.ledger.filter(({ decision, subject }) =>
      decision === "redact" && subject.startsWith(`${step.id}.`)
    ).map(({ subject }) => subject.slice(step.id.length + 1)),
    links: linksOf(step),
    used_by: usedBy,
    optional: "optional" in step && step.optional === true,
    ...("user" in step && step.user !== undefined ? { user: step.user } : {}),
    line: draft.source.locate(["steps", index]).line ?? 0,
  };
}

/** The holes of a step with their places and suggestions. */
function holesOf(step: Step, index: number, { source }: OpenDraft): ReviewHole[] {
  return fieldsOf(step as StepMap).flatMap((path): ReviewHole[] => {
    const value = valueIn(step, path);
    if (!(value instanceof Hole)) return [];
    const { file, line = 0, column = 0 } = source.locate(["steps", index, ...path]);
    return [{
      step: step.id,
      address: formatAddress({ step: step.id, path }),
      path,
      reason: value.reason,
      file,
      line,
      column,
      ...(value.suggestion === undefined ? {} : { suggestion: value.suggestion }),
      ...(value.suggestion !== undefined && isDoubtful(value.suggestion) ? { doubtful: true } : {}),
    }];
  });
}

/** Names of `{{steps.…}}` that a step uses, once each. */
export function linksOf(step: unknown): string[] {
  return [...new Set(namesIn(step).filter((name) => name.startsWith("steps.")))];
}

/** The step whose value a name such as `steps.build.job` takes; ids may hold dots, names do not. */
export function sourceOf(name: string, steps: readonly { id: string }[]): string | undefined {
  const id = name.slice("steps.".length, name.lastIndexOf("."));
  return steps.find((step) => step.id === id)?.id;
}

function namesIn(value: unknown): string[] {
  return references(JSON.stringify(value) ?? "");
}

function sizeOf(value: unknown): number {
  const text = typeof value === "string" ? value : JSON.stringify(plain(value)) ?? "";
  return new TextEncoder().encode(text).length;
}

/** JSON of a value, with null for holes. */
function plain(value: unknown): JsonValue {
  if (value instanceof Hole) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

async function uploadsOf(step: Step, seedDir: string): Promise<ReviewUpload[]> {
  return await Promise.all(
    filesOfStep(step).map(async ({ field, file }): Promise<ReviewUpload> => {
      if (file instanceof Hole) return { field, state: "hole" };
      if ("empty" in file) return { field, state: "empty" };
      const size = await stat(join(seedDir, file.seed)).then((found) => found.size, () => undefined);
      return {
        field,
        state: "seed",
        name: file.name ?? basename(file.seed),
        seed: file.seed,
        ...(size === undefined ? {} : { size }),
      };
    }),
  );
}

function expectWords(expect: Exclude<Step, { action: "wait" }>["expect"]): string | undefined {
  if (expect === undefined) return undefined;
  const { status, json = {}, headers = {}, files = [], absent = [], log_phrases = [], state = [] } = expect;
  const lists = [Object.keys(json), Object.keys(headers), files, absent, log_phrases, state];
  const single = [expect.body, expect.max_duration].filter((check) => check !== undefined);
  const checks = [...lists, single].reduce((sum, list) => sum + list.length, 0);
  const words = [
    ...(status === undefined ? [] : [status instanceof Hole ? "?" : String(status)]),
    ...(checks === 0 ? [] : [`+${checks}`]),
  ];
  return words.length === 0 ? undefined : words.join(" ");
}

function secretsOf({ profile }: OpenDraft): Record<string, string> {
  const known = profile.prerequisites?.secrets ?? {};
  const used = namesIn(profile.steps).filter((name) => name.startsWith("secret.")).map((name) =>
    name.slice(7)
  );
  return { ...Object.fromEntries(used.map((name) => [name, "no description"])), ...known };
}
