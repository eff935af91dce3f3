/** A draft that a reviewer edited and whose recording has grown: the new steps are appended, the rest stays. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMap, isNode, isSeq } from "yaml";
import { refuseLinks } from "../drafts/own_files.ts";
import { plainText } from "../files/plain_file.ts";
import { type DraftCheckpoint, readDraftCheckpoint } from "../drafts/checkpoint.ts";
import { type DraftStatus, readStatus } from "../drafts/status.ts";
import { ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { exists } from "../files/safe_path.ts";
import { isObject, stableJson } from "../model/json.ts";
import { Hole, Profile, type Step } from "../model/profile.ts";
import { parseYaml, type YamlSource } from "../yaml/source.ts";
import { validateYaml } from "../yaml/validate.ts";
import { holesOf } from "./holes.ts";
import type { StepDraft } from "./step.ts";
import type { DraftHole } from "./types.ts";

/** A draft that is there already. */
export interface DraftBefore {
  /** `ledger.jsonl` as it is. */
  ledger: string;
  /** There when it was edited since it was assembled. */
  edited?: {
    text: string;
    sha256: string;
    checkpoint: DraftCheckpoint;
    /** Who reviewed it last, and when. */
    reviewed: Pick<DraftStatus, "reviewed_sha256" | "reviewed_at" | "reviewed_by">;
    /** Only reviews and the assembler changed it. */
    clean: boolean;
  };
}

/**
 * Reads the draft of that name.
 *
 * @returns undefined when there is none
 * @throws ProfileError refused when it was not made by the assembler, holds links in the place of its files, or was
 *   edited and has no checkpoint
 */
export async function draftBefore(draftDir: string, name: string): Promise<DraftBefore | undefined> {
  if (!await exists(draftDir)) return undefined;
  await refuseLinks(draftDir);
  const status = await readStatus(draftDir);
  if (status === undefined) throw refused(draftDir, name, "was not made by assemble");
  const text = await readFile(join(draftDir, "profile.yaml"), "utf8").catch(() => undefined);
  const ledger = await plainText(join(draftDir, "ledger.jsonl"));
  if (text !== undefined && sha256(text) === status.profile_sha256) return { ledger };
  const checkpoint = await readDraftCheckpoint(draftDir);
  if (text === undefined || checkpoint === undefined) {
    throw refused(draftDir, name, "was edited since it was assembled");
  }
  const { reviewed_sha256, reviewed_at, reviewed_by } = status;
  const reviewed = reviewed_sha256 === undefined ? {} : { reviewed_sha256, reviewed_at, reviewed_by };
  const clean = [reviewed_sha256, status.continued_sha256].includes(sha256(text));
  return { ledger, edited: { text, sha256: status.profile_sha256, checkpoint, reviewed, clean } };
}

/** What the checkpoint keeps of the steps. */
export function fingerprints(steps: readonly StepDraft[]): DraftCheckpoint["steps"] {
  return steps.map(({ id, step }) => ({ id, sha256: sha256(stableJson(withMarks(step))) }));
}

/**
 * The edited profile with the steps that are new in the recording behind its own.
 *
 * @param fresh the profile as assembled now
 * @param steps its steps
 * @throws ProfileError refused when the recording does not begin with what was assembled before, or the new steps do
 *   not fit behind the edited ones
 */
export function continued(
  draftDir: string,
  name: string,
  { text, checkpoint }: NonNullable<DraftBefore["edited"]>,
  fresh: YamlSource,
  steps: DraftCheckpoint["steps"],
): string {
  const changed = checkpoint.steps.findIndex((step, index) => steps[index]?.sha256 !== step.sha256);
  if (changed !== -1) {
    const { id } = checkpoint.steps[changed] ?? { id: "" };
    throw refused(
      draftDir,
      name,
      `was edited since it was assembled, and step ${id} would be another one now`,
    );
  }
  const added = steps.slice(checkpoint.steps.length);
  if (added.length === 0) return text;
  const file = join(draftDir, "profile.yaml");
  const edited = parseYaml(file, text, "draft");
  const taken = new Set(stepsOf(edited).flatMap((step) => isObject(step) ? [String(step["id"])] : []));
  const misfit = (why: string) => refused(draftDir, name, `was edited since it was assembled; ${why}`);
  for (const { id } of added) if (taken.has(id)) throw misfit(`its step ${id} has the name of a new one`);
  const begin = checkpoint.steps.length;
  const news = textOfSteps(fresh, begin);
  for (const [, id = ""] of JSON.stringify(stepsOf(fresh).slice(begin)).matchAll(/\{\{steps\.([^.}]+)/g)) {
    const known = taken.has(id) || added.some((step) => step.id === id);
    if (!known) throw misfit(`new steps use step ${id}, which is not there any more`);
  }
  const missing = Object.keys(variablesOf(fresh)).filter((key) => !Object.hasOwn(variablesOf(edited), key));
  if (missing.length > 0) throw misfit(`new steps use the variable ${missing[0]}, which it does not have`);
  const own = textOfSteps(edited, 0);
  if (news === undefined || own === undefined) throw misfit("its steps are no list in lines of their own");
  const shift = own.indent - news.indent;
  const lines = fresh.text.slice(news.begin, news.end).split("\n").map((line) => shifted(line, shift));
  const result = `${text.slice(0, own.end)}\n\n${lines.join("\n")}${text.slice(own.end)}`;
  const source = parseYaml(file, result.endsWith("\n") ? result : `${result}\n`, "draft");
  validateYaml(source, Profile, "draft");
  if (stepsOf(source).length !== stepsOf(edited).length + added.length) {
    throw misfit("the new steps do not fit behind its own");
  }
  return source.text;
}

/** Number of steps and the holes of a profile as it stands, with their lines. */
export function stepsAndHoles(text: string, file: string): { steps: number; holes: DraftHole[] } {
  const source = parseYaml(file, text, "draft");
  const steps = stepsOf(source);
  const holes = steps.flatMap((step, index) =>
    isObject(step)
      ? holesOf({ id: String(step["id"]), step: step as Step }).map((hole) => {
        const { line } = source.locate(["steps", index, ...hole.path]);
        return { ...hole, ...(line === undefined ? {} : { line }) };
      })
      : []
  );
  return { steps: steps.length, holes };
}

/** Entries of the ledger that others than the assembler wrote, or all; each once, whenever it was written. */
export function ledgerWith(before: DraftBefore | undefined, fresh: string): string {
  if (before === undefined) return fresh;
  const old = before.ledger.split("\n").filter((line) => line !== "");
  if (before.edited === undefined) {
    const others = old.filter((line) => byWhom(line) !== "assemble" && !fresh.includes(line));
    return fresh + others.map((line) => `${line}\n`).join("");
  }
  const known = new Set(old.map(withoutTime));
  const more = fresh.split("\n").filter((line) => line !== "" && !known.has(withoutTime(line)));
  return [...old, ...more].map((line) => `${line}\n`).join("");
}

function byWhom(line: string): string | undefined {
  return /"by":"([^"]*)"/.exec(line)?.[1];
}

function withoutTime(line: string): string {
  return line.replace(/"at":"[^"]*"/, "");
}

/** Where the steps from one on stand in the text: whole lines, without the blank ones at the end. */
function textOfSteps({ document, text }: YamlSource, from: number) {
  const steps = document.get("steps", true);
  if (!isSeq(steps) || steps.flow === true) return undefined;
  const [first, last] = [steps.items[from], steps.items.at(-1)];
  if (!isMap(first) || !isNode(last) || !first.range || !last.range) return undefined;
  const begin = text.lastIndexOf("\n", first.range[0]) + 1;
  const indent = /^ *(?=- )/.exec(text.slice(begin))?.[0].length;
  const value = text.slice(0, last.range[1]).trimEnd().length;
  const lineEnd = text.indexOf("\n", value);
  return indent === undefined ? undefined : { begin, indent, end: lineEnd === -1 ? text.length : lineEnd };
}

function shifted(line: string, by: number): string {
  if (line.trim() === "") return line;
  return by >= 0 ? " ".repeat(by) + line : line.slice(Math.min(-by, /^ */.exec(line)?.[0].length ?? 0));
}

function stepsOf({ content }: YamlSource): unknown[] {
  const steps = isObject(content) ? content["steps"] : undefined;
  return Array.isArray(steps) ? steps : [];
}

function variablesOf({ content }: YamlSource): Record<string, unknown> {
  const variables = isObject(content) ? content["variables"] : undefined;
  return isObject(variables) ? variables : {};
}

/** The value with holes as what they say. */
function withMarks(value: unknown): unknown {
  if (value instanceof Hole) {
    return { "!hole": value.reason, suggestion: withMarks(value.suggestion) ?? null };
  }
  if (Array.isArray(value)) return value.map(withMarks);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withMarks(item)]));
}

function refused(draftDir: string, name: string, why: string): ProfileError {
  return new ProfileError("refused", `The draft _drafts/${name} is there already and ${why}`, {
    position: { file: draftDir },
    remedy: "Choose another --name, or remove that draft first",
  });
}
