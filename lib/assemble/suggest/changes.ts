/**
 * What was changed when: the state of a run holds what came last, so it answers for a request only if nothing set
 * the same place later, or at the same time.
 */
import { taskByName, taskOf } from "../../endpoints/table.ts";
import { isObject } from "../../model/json.ts";
import { Hole } from "../../model/profile.ts";
import { bodyOf } from "../body.ts";
import { findJobs } from "../jobs.ts";
import type { Recorded } from "../types.ts";
import { placeOf } from "./registry.ts";
import type { Group, Place } from "./types.ts";

/** A request without a recorded end may have been at work this long, in ms. */
const UNENDED = 60_000;
/** Brings back a state from before. */
const RESTORES = /restore_archive/;

/** One request that may have changed the run. */
interface Change {
  recorded: Recorded;
  /** Task, or the last part of the address: `set_climatestation`. */
  name: string;
  isKnown: boolean;
  /** Names of what it sent; undefined when they were not recorded. */
  fields: ReadonlySet<string> | undefined;
  /** ms since 1970; NaN when it is not known. */
  end: number;
}

/** What the log says about the last value of a place. */
export type Verdict =
  | { kind: "last"; doubt?: string }
  /** Why what the run holds now need not be what this request sent. */
  | { kind: "overwritten"; why: string };

/** The changes of one run, in time order. */
export class Changes {
  readonly #changes: Change[];
  readonly #order: ReadonlyMap<Recorded, number>;
  readonly #isIncomplete: boolean;
  readonly #stepOf: (recorded: Recorded) => string | undefined;
  /** By the key of the place that they set. */
  readonly #setting = new Map<string, Change[]>();
  /** Those whose fields are not known, by name. */
  readonly #unknown = new Map<string, Change[]>();
  /** Those that may have set anything of a group. */
  readonly #touching = new Map<Group, Change[]>();

  /**
   * @param requests the whole log, in time order
   * @param runId the run whose directory is read
   * @param stepOf id of the step of a request, where it has one
   */
  constructor(
    requests: readonly Recorded[],
    runId: string,
    recordsFormValues: boolean,
    stepOf: (recorded: Recorded) => string | undefined,
  ) {
    this.#order = new Map(requests.map((recorded, index) => [recorded, index]));
    this.#stepOf = stepOf;
    this.#changes = requests.filter((recorded) => mayChange(recorded, runId))
      .map((recorded) => changeOf(recorded, recordsFormValues));
    for (const change of this.#changes) {
      if (change.fields === undefined) {
        const before = this.#unknown.get(change.name);
        if (before === undefined) this.#unknown.set(change.name, [change]);
        else before.push(change);
      }
      for (const field of change.fields ?? []) {
        const key = placeOf(change.name, field)?.place.key;
        if (key === undefined) continue;
        const before = this.#setting.get(key);
        if (before === undefined) this.#setting.set(key, [change]);
        else before.push(change);
      }
    }
    // Whatever part of the log is assembled: a change that is missing anywhere may have been the last.
    const all = requests.map((recorded) => ({ ...recorded, inWindow: true }));
    this.#isIncomplete = findJobs(all).absent.length > 0;
  }

  /** Does the run's state show what this request sent? */
  verdict(recorded: Recorded, group: Group, place: Place): Verdict {
    const setters = this.#setting.get(place.key) ?? [];
    const unknown = place.setBy.flatMap((name) => this.#unknown.get(name) ?? []);
    for (const change of [...setters, ...unknown, ...this.#touchersOf(group)]) {
      if (change.recorded === recorded) continue;
      if (this.#isLater(change, recorded)) {
        const isSure = setters.includes(change) && change.recorded.outcome === "ok";
        const label = this.#label(change);
        const why = isSure ? `set again later by ${label}` : `${label} came later and may have changed it`;
        return { kind: "overwritten", why };
      }
      if (!(change.end <= recorded.time)) {
        return { kind: "overwritten", why: `${this.#label(change)} ran at the same time` };
      }
    }
    if (this.#isIncomplete && place.setBy.some((name) => taskByName(name)?.current !== undefined)) {
      return { kind: "overwritten", why: "a change that is not in the log may have set it again" };
    }
    const doubt = this.#doubt(recorded, place);
    return { kind: "last", ...(doubt === undefined ? {} : { doubt }) };
  }

  #doubt(recorded: Recorded, { alsoSentBy: also }: Place): string | undefined {
    const other = also === undefined
      ? undefined
      : this.#changes.findLast((change) => change.name === also.task && sends(change, also.field));
    if (also === undefined || other === undefined || !this.#isLater(other, recorded)) return undefined;
    return `${this.#label(other)} sends ${also.field} too`;
  }

  #touchersOf(group: Group): readonly Change[] {
    const known = this.#touching.get(group);
    if (known !== undefined) return known;
    const found = this.#changes.filter((change) => touches(change, group));
    this.#touching.set(group, found);
    return found;
  }

  #isLater(change: Change, recorded: Recorded): boolean {
    return (this.#order.get(change.recorded) ?? -1) > (this.#order.get(recorded) ?? -1);
  }

  #label({ recorded, name }: Change): string {
    return this.#stepOf(recorded) ?? `${name} (line ${recorded.line})`;
  }
}

/** Task of a request, or the last part of its address. */
export function changeName({ target }: Recorded): string {
  const task = taskOf(target.area, target.rest);
  return task?.name ?? (target.rest.replace(/\/+$/, "").split("/").at(-1) ?? "").replaceAll("-", "_");
}

function mayChange({ method, target, outcome, status }: Recorded, runId: string): boolean {
  if (method === "GET" || method === "HEAD" || target.runId !== runId) return false;
  // A refusal says that nothing was taken; a server error does not.
  return outcome !== "refused" || (status ?? 500) >= 500;
}

function changeOf(recorded: Recorded, recordsFormValues: boolean): Change {
  const task = taskOf(recorded.target.area, recorded.target.rest);
  const lasted = recorded.end?.durationMs;
  return {
    recorded,
    name: changeName(recorded),
    isKnown: task !== undefined,
    fields: fieldsOf(recorded, recordsFormValues),
    end: recorded.time + (recorded.end === undefined ? UNENDED : lasted ?? 0),
  };
}

function fieldsOf(recorded: Recorded, recordsFormValues: boolean): ReadonlySet<string> | undefined {
  const task = taskOf(recorded.target.area, recorded.target.rest);
  const body = bodyOf(recorded, task, recordsFormValues);
  const names = new Set(recorded.target.query.map(([name]) => name));
  for (const part of [body.json, body.form, body.urlencoded, body.text]) {
    if (part === undefined) continue;
    if (!isObject(part) || part instanceof Hole) return undefined;
    Object.keys(part).forEach((name) => names.add(name));
  }
  return names;
}

function sends({ fields }: Change, field: string): boolean {
  return fields === undefined || fields.has(field);
}

function touches({ isKnown, name, recorded }: Change, { touchedBy }: Group): boolean {
  return RESTORES.test(name) || (!isKnown && touchedBy.test(recorded.target.rest));
}
