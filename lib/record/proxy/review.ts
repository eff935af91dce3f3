/** What the user decides in the dialog on the steps of a capture. */
import { ProfileError } from "../../errors.ts";
import type { SeenExchange } from "../../recording/types.ts";
import type { CapturedStep } from "./control.ts";
import { stepOf, valueAt, withoutValues } from "./steps.ts";

/** From this length on a removed value is looked for everywhere else, too. */
const TELLING = 6;

/** What the user decided on a step, or on one of its values. It holds no value, so it may lie on the disk. */
export interface Decision {
  step: string;
  /** Path of the value to take out; without one the whole step is left out. */
  field?: string;
  /** The decision is taken back. */
  undo: boolean;
}

/** The steps of one capture with the decisions on them. */
export class Review {
  readonly #steps = new Map<string, CapturedStep>();
  #actions = 0;

  /** @param exchange redacted already */
  add(exchange: SeenExchange): void {
    const step = stepOf(exchange);
    this.#steps.set(step.id, step);
    if (step.kind === "action") this.#actions++;
  }

  /** Steps that change something. */
  actions(): number {
    return this.#actions;
  }

  steps(): CapturedStep[] {
    return structuredClone([...this.#steps.values()]);
  }

  /** @throws ProfileError usage when there is no such step or value */
  decide({ step, field, undo }: Decision): void {
    if (field === undefined) this.#step(step).dropped = !undo;
    else this.#redact(step, field, undo);
  }

  #redact(stepId: string, path: string, undo: boolean): void {
    const field = this.#step(stepId).fields.find((known) => known.path === path);
    if (field === undefined) {
      throw new ProfileError("usage", `The step has no value ${JSON.stringify(path)}`, {
        remedy: "Reload the list of steps",
      });
    }
    field.redacted = !undo;
  }

  /** Values that were taken out and are telling enough to be looked for elsewhere. */
  removedValues(exchange: SeenExchange): string[] {
    return [...this.#removed(exchange.id)].map((path) => valueAt(exchange, path) ?? "").filter((value) =>
      value.length >= TELLING && !/^[-+.\d]+$|^(?:true|false|null)$/.test(value)
    );
  }

  /** The exchange as it is recorded; undefined for a dropped one. */
  apply(exchange: SeenExchange): SeenExchange | undefined {
    const step = this.#steps.get(exchange.id);
    if (step?.dropped === true) return undefined;
    return withoutValues(exchange, this.#removed(exchange.id));
  }

  counts(): { dropped: number; redacted: number } {
    let dropped = 0;
    let redacted = 0;
    for (const step of this.#steps.values()) {
      if (step.dropped) dropped++;
      else redacted += step.fields.filter((field) => field.redacted).length;
    }
    return { dropped, redacted };
  }

  /** Entries for the ledger, without the values. */
  decisions(): { decision: string; subject: string; reason: string }[] {
    return [...this.#steps.values()].flatMap((step) => {
      const subject = `${step.method} ${step.path.replace(/[?#][^]*$/, "")}`;
      if (step.dropped) return [{ decision: "drop", subject, reason: "left out in the recording's dialog" }];
      return step.fields.filter((field) => field.redacted).map((field) => ({
        decision: "redact",
        subject: `${subject}: ${field.label}`,
        reason: "taken out in the recording's dialog",
      }));
    });
  }

  #removed(stepId: string): ReadonlySet<string> {
    const fields = this.#steps.get(stepId)?.fields ?? [];
    return new Set(fields.filter((field) => field.redacted).map((field) => field.path));
  }

  #step(id: string): CapturedStep {
    const step = this.#steps.get(id);
    if (step !== undefined) return step;
    throw new ProfileError("usage", `The capture has no step ${JSON.stringify(id)}`, {
      remedy: "Reload the list of steps",
    });
  }
}
