/** Names within a profile or draft: its steps, their fields, its comparisons. */
import { type Address, fieldsOf, formatAddress, type StepMap } from "../drafts/address.ts";
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { mapsOf, sectionOf } from "./sections.ts";
import type { Offer } from "./shape.ts";

/** Steps of profiles, in their order; each id once. */
export function stepOffers(texts: readonly string[]): Offer[] {
  const offers = new Map<string, Offer>();
  for (const step of texts.flatMap(stepsOf)) {
    if (!offers.has(step.id)) offers.set(step.id, { value: step.id, summary: wordsOf(step) });
  }
  return [...offers.values()];
}

/**
 * Steps behind what is typed of `a,b` or of the span `a..d`.
 *
 * @param typed `build-soils..run-w`
 */
export function stepListOffers(texts: readonly string[], typed: string): Offer[] {
  const [, before = ""] = /^(.*(?:,|\.\.))/s.exec(typed) ?? [];
  const taken = new Set(before.split(/,|\.\./));
  return stepOffers(texts).filter(({ value }) => !taken.has(value))
    .map(({ value, ...rest }) => ({ value: before + value, ...rest }));
}

/**
 * Addresses of values: first the steps, then the fields of the one that is typed.
 *
 * @param which `holes` for those that are to be filled alone: they are few, and shown at once
 */
export function fieldOffers(text: string, typed: string, which: "all" | "holes"): Offer[] {
  const steps = stepsOf(text);
  if (which === "holes") {
    const holes = steps.flatMap((step) => addresses(step).filter(({ value }) => value instanceof Hole));
    return holes.map(({ at, value }) => ({ value: at, summary: value instanceof Hole ? value.reason : "" }));
  }
  const within = steps.filter(({ id }) => typed.startsWith(`${id}.`));
  if (within.length === 0) {
    return steps.map((step) => ({ value: `${step.id}.`, summary: wordsOf(step) }));
  }
  return within.flatMap(addresses).map(({ at, value }) => ({
    value: at,
    summary: value instanceof Hole ? `hole: ${value.reason}` : "",
  }));
}

/** Targets of comparisons. */
export function targetOffers(texts: readonly string[]): Offer[] {
  const comparisons = texts.flatMap((text) => mapsOf(sectionOf(text, "comparisons")));
  return comparisons.map(({ target, method }) => ({ value: String(target), summary: String(method ?? "") }));
}

function stepsOf(text: string): StepMap[] {
  return mapsOf(sectionOf(text, "steps")).flatMap((step) =>
    typeof step["id"] === "string" ? [{ ...step, id: step["id"] }] : []
  );
}

/** `http_post set-outlet`. */
function wordsOf({ action, path, job }: Record<string, unknown>): string {
  const place = typeof path === "string" ? path.replace(/^.*\{\{config\}\}\//, "") : job;
  return [action, place].filter((word) => typeof word === "string").join(" ");
}

function addresses(step: StepMap): { at: string; value: unknown }[] {
  return fieldsOf(step).filter(([key]) => key !== "id" && key !== "action").map((path) => ({
    at: formatAddress({ step: step.id, path } satisfies Address),
    value: path.reduce<unknown>((value, key) => {
      return isObject(value) || Array.isArray(value)
        ? (value as Record<string | number, unknown>)[key]
        : undefined;
    }, step),
  }));
}
