/**
 * Suggestions for what a recording withholds, from the state that the run ended in: WEPPcloud's controllers keep most
 * of what was sent. A suggestion is for the reviewer to judge; where the log shows that the state cannot be what the
 * step sent, there is none, and the hole says why.
 */
import type { EventSource } from "../../events/types.ts";
import { hasHole, holePaths } from "../../model/hole_paths.ts";
import { isObject } from "../../model/json.ts";
import { Hole, type Step } from "../../model/profile.ts";
import { type NodbRead, readNodb } from "../../nodb/read.ts";
import { references } from "../../profiles/template.ts";
import type { StepDraft } from "../step.ts";
import type { Recorded } from "../types.ts";
import type { ValueNote, Values } from "../values.ts";
import { changeName, Changes } from "./changes.ts";
import { asSent } from "./as_sent.ts";
import { goesOn } from "../goes_on.ts";
import { fileHoles } from "./file_holes.ts";
import { placeOf } from "./registry.ts";
import type { Found, Place } from "./types.ts";

/** What suggestions are made from. */
export interface SuggestWorld {
  source: EventSource;
  runId: string;
  /** The whole log, in time order. */
  requests: readonly Recorded[];
  recordsFormValues: boolean;
  values: Values;
}

/** Longer values are nothing that a reviewer could judge, in characters of JSON. */
const LONGEST = 4000;

/**
 * Gives the holes of the steps suggestions.
 *
 * @returns the same steps, and sentences about files of the run that could not be read
 */
export async function suggest(
  steps: readonly StepDraft[],
  world: SuggestWorld,
): Promise<{ steps: StepDraft[]; warnings: string[] }> {
  const { runDir } = world.source;
  if (runDir === undefined || !steps.some(({ step }) => hasHole(step))) {
    return { steps: [...steps], warnings: [] };
  }
  if (await goesOn(world.source, world.requests)) {
    return { steps: [...steps], warnings: ["the run was changed after what was read; nothing is suggested"] };
  }
  const ids = new Map(steps.map(({ id, recorded }) => [recorded, id]));
  const suggester = new Suggester(world, runDir, (recorded) => ids.get(recorded));
  const suggested: StepDraft[] = [];
  for (const draft of steps) suggested.push(await suggester.draft(draft));
  return { steps: suggested, warnings: suggester.warnings() };
}

class Suggester {
  readonly #world: SuggestWorld;
  readonly #runDir: string;
  readonly #changes: Changes;
  readonly #read = new Map<string, NodbRead>();
  readonly #kept = new Map<string, Found | undefined>();

  constructor(world: SuggestWorld, runDir: string, stepOf: (recorded: Recorded) => string | undefined) {
    this.#world = world;
    this.#runDir = runDir;
    this.#changes = new Changes(world.requests, world.runId, world.recordsFormValues, stepOf);
  }

  /** A step with suggestions in its holes. */
  async draft(draft: StepDraft): Promise<StepDraft> {
    const { recorded, step } = draft;
    if (recorded.outcome !== "ok" || !this.#isOwnRun(recorded)) return draft;
    const found = new Map<Hole, Hole>();
    for (const { path, hole } of holePaths(step)) {
      const [part, field, ...deeper] = path;
      if (part === undefined || field === undefined || deeper.length > 0) continue;
      if (!["json", "form", "urlencoded"].includes(part)) continue;
      const better = await this.#value(recorded, field, part, hole);
      if (better !== undefined) found.set(hole, better);
    }
    const filled = found.size === 0 ? step : replaceHoles(step, found) as Step;
    const files = fileHoles(filled, draft.needs);
    return { ...draft, step: files.size === 0 ? filled : replaceHoles(filled, files) as Step };
  }

  /** Why nothing came of files that were asked for. */
  warnings(): string[] {
    return [...this.#read].flatMap(([name, read]) =>
      read !== undefined && "fault" in read ? [`${name} ${read.fault}, so nothing is suggested from it`] : []
    );
  }

  /** Child projects keep their state elsewhere. */
  #isOwnRun({ target, request }: Recorded): boolean {
    return target.runId === this.#world.runId && request?.["pup"] === undefined &&
      !target.query.some(([name]) => name === "pup");
  }

  async #value(recorded: Recorded, field: string, part: string, hole: Hole): Promise<Hole | undefined> {
    const known = placeOf(changeName(recorded), field);
    if (known === undefined) return undefined;
    const { place, group } = known;
    const key = JSON.stringify([place.key, field, part]);
    const kept = this.#kept.has(key) ? this.#kept.get(key) : await this.#keptIn(place, field, part);
    this.#kept.set(key, kept);
    if (kept === undefined) return undefined;
    const verdict = this.#changes.verdict(recorded, group, place);
    if (verdict.kind === "overwritten") return new Hole(`${hole.reason}; ${verdict.why}`);
    const doubt = kept.doubt ?? verdict.doubt;
    const from = `${place.nodb}: ${kept.name}${doubt === undefined ? "" : `; doubtful: ${doubt}`}`;
    return new Hole(hole.reason, { value: kept.value, from: this.#world.values.words(from) });
  }

  /** What the run holds in that place, as it would be sent in that part of a request. */
  async #keptIn(place: Place, field: string, part: string): Promise<Found | undefined> {
    const read = await this.#nodb(place.nodb);
    const found = read !== undefined && "state" in read ? place.find(read.state) : undefined;
    if (found === undefined) return undefined;
    const sent = asSent(found.value, part === "json", place);
    const value = sent === undefined ? undefined : this.#fit(sent, field, part, place.nodb);
    return value === undefined ? undefined : { ...found, value };
  }

  async #nodb(name: string): Promise<NodbRead> {
    if (!this.#read.has(name)) this.#read.set(name, await readNodb(this.#runDir, name));
    return this.#read.get(name);
  }

  /** The value as it may stand in a draft; undefined for what holds a secret or looks like a template. */
  #fit(value: unknown, field: string, part: string, nodb: string): unknown {
    const text = JSON.stringify(value);
    if (text.length > LONGEST || references(text).length > 0) return undefined;
    const notes: ValueNote[] = [];
    const fitted: unknown = this.#world.values.fit({ [field]: value }, part, nodb, notes);
    if (!isObject(fitted) || notes.some(({ decision }) => decision === "redact")) return undefined;
    return fitted[field];
  }
}

function replaceHoles(value: unknown, better: ReadonlyMap<Hole, Hole>): unknown {
  if (value instanceof Hole) return better.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceHoles(item, better));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceHoles(item, better)]));
}
