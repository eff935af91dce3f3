/** Reviewing a draft one step after the other. It knows no terminal: showing, asking and editing come in. */
import { ProfileError } from "../errors.ts";
import { stepOfSuspect } from "../drafts/step_suspects.ts";
import { counted } from "../text/counted.ts";
import { fieldsOf, formatAddress, type StepMap } from "../drafts/address.ts";
import type { EditResult } from "./apply.ts";
import { valueIn } from "../model/value_in.ts";
import type { OpenDraft } from "./open.ts";
import type { EditRequest } from "./requests.ts";
import { stepLines, viewStep } from "./step_view.ts";
import { candidateLines, shortValue, type Styler } from "./table.ts";
import type { ReviewDocument, ReviewHole, ReviewStep } from "./types.ts";

/** What the keys mean. */
export const KEYS = [
  "a  accept the step as it is, and its suggested values",
  "d  drop the step",
  "r  redact a value: it becomes {{secret.NAME}}, and is taken out of every file",
  "f  fill a hole",
  "e  open profile.yaml in your editor",
  "s  skip: decide later",
  "A  accept all that remain, and their suggested values",
  "q  quit; what was decided is kept",
] as const;

const QUESTION = "accept, drop, redact, fill, edit, skip? [a/d/r/f/e/s/A/q/?] ";

/** A draft with what there is to say about it. */
export interface Reviewed {
  draft: OpenDraft;
  document: ReviewDocument;
}

/** What the review needs of its surroundings. */
export interface ReviewDesk {
  style: Styler;
  show(lines: readonly string[]): void;
  /** The answer to a question; undefined when the person went away. */
  ask(question: string): Promise<string | undefined>;
  /** A text as the person left it in an editor; undefined when it was not changed. */
  edit(text: string, line: number): Promise<string | undefined>;
  load(): Promise<Reviewed>;
  apply(requests: EditRequest[]): Promise<EditResult>;
}

/** How the review ended. */
export interface ReviewEnd {
  decisions: number;
  /** The person quit, or went away, before the last step. */
  left: boolean;
}

type Next = "next" | "again" | "quit" | "all";

/**
 * Asks about each step; every decision is written at once.
 *
 * @param every every step, not only those with something open
 */
export async function reviewDraft(desk: ReviewDesk, every: boolean): Promise<ReviewEnd> {
  const { document, draft } = await desk.load();
  const open = openSteps(document, draft, every).map(({ id }) => id);
  let decisions = 0;
  const counting: ReviewDesk = {
    ...desk,
    apply: async (requests) => {
      const result = await desk.apply(requests);
      decisions += result.decisions.length;
      for (const warning of result.warnings) desk.show([`warning: ${warning}`]);
      return result;
    },
  };
  for (const [index, id] of open.entries()) {
    let next: Next = "again";
    let shown = false;
    while (next === "again") {
      const now = await desk.load();
      const step = now.document.steps.find((each) => each.id === id);
      // Gone or renamed in the editor.
      if (step === undefined) break;
      if (!shown) showStep(counting, now, step, index, open.length);
      shown = true;
      const answer = await decide(counting, now, step);
      next = answer.next;
      shown = !answer.changed;
    }
    if (next === "quit") return { decisions, left: true };
    if (next === "all") {
      await acceptAll(counting, open.slice(index));
      break;
    }
  }
  const left = await offerCandidates(counting, every);
  return { decisions, left };
}

/** True when baseline candidates wait for a decision: nobody took or dropped any. */
export function candidatesOpen({ candidates }: ReviewDocument): boolean {
  return candidates.length > 0 && candidates.every(({ choice }) => choice === undefined);
}

/** Asks which baseline candidates are compared, after the steps. True when the person quit. */
async function offerCandidates(desk: ReviewDesk, every: boolean): Promise<boolean> {
  const { document: { candidates, ...rest } } = await desk.load();
  if (candidates.length === 0 || (!every && !candidatesOpen({ ...rest, candidates }))) return false;
  const telling = candidates.filter((candidate) => candidate.telling);
  desk.show([
    "",
    desk.style("baseline candidates", "bold"),
    ...telling.flatMap((candidate) => candidateLines(candidate, desk.style)),
  ]);
  for (;;) {
    const question =
      `compare these ${telling.length}? accept, drop all, take or drop one, skip [a/d/+GLOB/-GLOB/s/q] `;
    const answer = (await desk.ask(question))?.trim();
    if (answer === undefined || answer === "q") return true;
    if (answer === "s") return false;
    const [, sign, glob] = /^([+-])\s*(\S.*)$/.exec(answer) ?? [];
    const request: EditRequest | undefined = answer === "a"
      ? { kind: "candidate", choice: "take", targets: "telling" }
      : answer === "d"
      ? { kind: "candidate", choice: "drop", targets: "**" }
      : glob === undefined
      ? undefined
      : { kind: "candidate", choice: sign === "+" ? "take" : "drop", targets: glob };
    try {
      if (request === undefined) {
        desk.show(["a takes all of these, d none, +GLOB and -GLOB take and drop by name, s decides later"]);
      } else {desk.show((await desk.apply([request])).decisions.map(({ subject, evidence }) =>
          `${String(evidence?.["choice"])}  ${subject}`
        ));}
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      desk.show(faultLines(error));
    }
    if (answer === "a" || answer === "d") return false;
  }
}

/** Steps with a hole or a suspect that nobody accepted yet. */
export function openSteps(
  { steps, suspects }: ReviewDocument,
  { ledger }: OpenDraft,
  every: boolean,
): ReviewStep[] {
  if (every) return steps;
  const accepted = new Set(
    ledger.filter(({ by, decision }) => by === "review" && decision === "accept").map(({ subject }) =>
      subject
    ),
  );
  return steps.filter(({ id, holes }) =>
    holes.length > 0 || (!accepted.has(id) && suspects.some(({ where }) => stepOfSuspect(where) === id))
  );
}

function showStep(desk: ReviewDesk, now: Reviewed, step: ReviewStep, index: number, count: number): void {
  desk.show([
    "",
    desk.style(`${index + 1}/${count}`, "dim"),
    ...stepLines(viewStep(now.draft, now.document, step.id), desk.style),
    "",
  ]);
}

/** One answer about a step. What is wrong or refused is said, and asked again. */
async function decide(
  desk: ReviewDesk,
  now: Reviewed,
  step: ReviewStep,
): Promise<{ next: Next; changed: boolean }> {
  const key = (await desk.ask(QUESTION))?.trim();
  try {
    switch (key) {
      case undefined:
      case "q":
        return { next: "quit", changed: false };
      case "s":
        return { next: "next", changed: false };
      case "A":
        return { next: "all", changed: false };
      case "a":
        await accept(desk, step);
        return { next: "next", changed: true };
      case "d":
        await desk.apply([{ kind: "drop", step: step.id }]);
        return { next: "next", changed: true };
      case "r":
        return { next: "again", changed: await redact(desk, now, step) };
      case "f":
        return await fill(desk, step);
      case "e":
        return { next: "again", changed: await edit(desk, now, step) };
      default:
        desk.show(KEYS);
        return { next: "again", changed: false };
    }
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    desk.show(faultLines(error));
    return { next: "again", changed: false };
  }
}

/** Accepts a step; of its doubtful suggestions each is asked about. */
async function accept(desk: ReviewDesk, step: ReviewStep): Promise<void> {
  const named: EditRequest[] = [];
  for (const hole of step.holes.filter(({ doubtful }) => doubtful === true)) {
    const { address, suggestion } = hole;
    const words = `${shortValue(suggestion?.value)}, from ${suggestion?.from}`;
    const answer = (await desk.ask(`${address}: ${words}\ntake it all the same? [y/n] `))?.trim();
    if (answer === "y") named.push({ kind: "accept", at: address });
  }
  const taken = new Set(named.map((request) => request.kind === "accept" ? request.at : undefined));
  const rest = step.holes.filter(({ address }) => !taken.has(address));
  await desk.apply([...named, ...acceptance({ ...step, holes: rest })]);
}

/** The suggested values of a step that are not doubtful, and the step itself when nothing is missing then. */
function acceptance(step: ReviewStep): EditRequest[] {
  const sure = (hole: ReviewHole) => hole.suggestion !== undefined && hole.doubtful !== true;
  const suggested = step.holes.some(sure);
  const complete = step.holes.every(sure);
  return [
    ...(suggested ? [{ kind: "accept" as const, at: step.id }] : []),
    ...(complete || !suggested ? [{ kind: "approve" as const, step: step.id }] : []),
  ];
}

async function acceptAll(desk: ReviewDesk, ids: readonly string[]): Promise<void> {
  const { document } = await desk.load();
  const steps = document.steps.filter(({ id }) => ids.includes(id));
  await desk.apply(steps.flatMap(acceptance));
  const holes = steps.flatMap((step) => step.holes);
  const left = holes.filter(({ suggestion }) => suggestion === undefined).length;
  const doubtful = holes.filter((hole) => hole.doubtful === true).length;
  const words = doubtful === 0 ? "" : `, ${counted(doubtful, "doubtful suggestion")} not taken`;
  desk.show([
    `Accepted ${counted(steps.length, "step")}; ${counted(left, "hole")} without a suggestion left${words}`,
  ]);
}

async function redact(desk: ReviewDesk, { draft }: Reviewed, step: ReviewStep): Promise<boolean> {
  const content = valueIn(draft.source.content, ["steps", step.number - 1]) as StepMap;
  const fields = fieldsOf(content).filter(([first]) => first !== "id" && first !== "action");
  const names = fields.map((path) => formatAddress({ step: step.id, path }));
  const chosen = await choose(desk, "redact", names);
  if (chosen === undefined) return false;
  await desk.apply([{ kind: "redact", at: chosen }]);
  return true;
}

/** Fills one hole; a step without further holes is done. */
async function fill(desk: ReviewDesk, step: ReviewStep): Promise<{ next: Next; changed: boolean }> {
  const [only, other] = step.holes;
  if (only === undefined) {
    desk.show(["This step has no hole; e opens it in your editor"]);
    return { next: "again", changed: false };
  }
  const address = other === undefined
    ? only.address
    : await choose(desk, "fill", step.holes.map((hole) => hole.address));
  const hole = step.holes.find((each) => each.address === address);
  if (hole === undefined) return { next: "again", changed: false };
  const request = await askValue(desk, hole);
  if (request === undefined) return { next: "again", changed: false };
  await desk.apply([request]);
  return { next: other === undefined ? "next" : "again", changed: true };
}

async function askValue(desk: ReviewDesk, hole: ReviewHole): Promise<EditRequest | undefined> {
  const { suggestion, address, path } = hole;
  const what = path[0] === "files" && path.length === 2 ? "path of the file" : "value";
  const offer = suggestion === undefined
    ? ""
    : ` [Enter: ${shortValue(suggestion.value)}, from ${suggestion.from}]`;
  const value = await desk.ask(`${what} for ${address}${offer}: `);
  if (value === undefined) return undefined;
  if (value.trim() !== "") return { kind: "fill", at: address, value: value.trim() };
  return suggestion === undefined ? undefined : { kind: "accept", at: address };
}

/** One of several, by number or name; undefined when none is chosen. */
async function choose(desk: ReviewDesk, what: string, names: readonly string[]): Promise<string | undefined> {
  desk.show(names.map((name, index) => `${String(index + 1).padStart(4)}  ${name}`));
  for (;;) {
    const answer = (await desk.ask(`${what} which? [1-${names.length}, Enter: none] `))?.trim();
    if (answer === undefined || answer === "") return undefined;
    const chosen = names[Number(answer) - 1] ?? names.find((name) => name === answer);
    if (chosen !== undefined) return chosen;
    desk.show([`There is no ${answer}`]);
  }
}

/** Opens the whole file at the step until it is valid, or the person gives up. */
async function edit(desk: ReviewDesk, { draft }: Reviewed, step: ReviewStep): Promise<boolean> {
  let text = draft.text;
  for (let line = step.line;;) {
    const edited = await desk.edit(text, line);
    if (edited === undefined || edited === draft.text) return false;
    try {
      await desk.apply([{ kind: "text-edit", text: edited, base: draft.text }]);
      return true;
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      desk.show(faultLines(error));
      const again = (await desk.ask("edit again? [y/n] "))?.trim();
      if (again !== "y" && again !== "") return false;
      text = edited;
      line = error.position?.line ?? line;
    }
  }
}

function faultLines({ message, position, others, remedy }: ProfileError): string[] {
  const place = position?.line === undefined ? "" : ` (line ${position.line}:${position.column ?? 1})`;
  return [
    `error: ${message}${place}`,
    ...others.map((other) => `error: ${other.message}`),
    ...(remedy === undefined ? [] : [`  help: ${remedy}`]),
  ];
}
