/** Writes links into steps: the producer saves the value, the consumer names it. */
import { isObject } from "../../model/json.ts";
import type { Step } from "../../model/profile.ts";
import type { Ledger } from "../ledger.ts";
import type { StepDraft } from "../step.ts";
import type { Recorded } from "../types.ts";
import type { Links } from "./links.ts";
import { SaveNames } from "./names.ts";
import { copyOf, put } from "./put.ts";
import { savePath } from "./path_text.ts";
import { type DraftLink, type DraftVariation, fieldOf, type Origin } from "./types.ts";

/** The steps with their links, and both lists for reports. */
export interface Linked {
  steps: StepDraft[];
  links: DraftLink[];
  variations: DraftVariation[];
  withdrawn: DraftVariation[];
  warnings: string[];
  /** How many requests a second recording has in common with this one. */
  compared?: { requests: number; found: number };
}

/**
 * Writes the links.
 *
 * @param isClean false for words that must not come into a profile: keys of an answer may be anybody's name
 */
export function writeLinks(
  steps: readonly StepDraft[],
  links: Links,
  isClean: (text: string) => boolean,
  ledger: Ledger,
): Linked {
  const byRequest = new Map<Recorded, StepDraft>();
  for (const draft of steps) byRequest.set(draft.recorded, { ...draft, step: copyOf(draft.step) });
  const names = new Map<StepDraft, SaveNames>();
  const written: DraftLink[] = [];
  for (const link of links.list) {
    const [producer, consumer] = [byRequest.get(link.producer), byRequest.get(link.consumer)];
    if (producer === undefined || consumer === undefined || !isClean(originWords(link.origin))) continue;
    const known = names.get(producer) ?? new SaveNames();
    names.set(producer, known);
    const name = known.of(link.origin);
    const template = `{{steps.${producer.id}.${name}}}`;
    if (!put(consumer.step, link, template)) continue;
    save(producer, name, link.origin);
    const field = fieldOf(link.place);
    written.push({
      name,
      producer: producer.id,
      path: pathText(link.origin),
      consumer: consumer.id,
      field,
      ...(link.seenToVary === true ? { seen_to_vary: true } : {}),
    });
    ledger.add("link", `${consumer.id}.${field}`, `takes ${template}: ${link.why}`, {
      log_lines: [link.producer.line, link.consumer.line],
      producer: producer.id,
      path: pathText(link.origin),
      ...(link.seenToVary === true ? { seen_to_vary: true } : {}),
    });
  }
  for (const [recorded, reason] of links.unfolded) {
    const draft = byRequest.get(recorded);
    if (draft === undefined) continue;
    ledger.add(
      "unfold",
      draft.id,
      `stays a step in place of "${reason}": a value of it is produced or used`,
      {
        log_lines: recorded.lines,
      },
    );
  }
  const variations: DraftVariation[] = [];
  const withdrawn: DraftVariation[] = [];
  for (const { kind, consumer, place, reason } of links.doubts) {
    const draft = byRequest.get(consumer);
    if (draft === undefined) continue;
    const field = fieldOf(place);
    if (!isClean(field)) continue;
    ledger.add(kind === "varies" ? "varies" : "unlink", `${draft.id}.${field}`, reason, {
      log_lines: [consumer.line],
    });
    (kind === "varies" ? variations : withdrawn).push({ step: draft.id, field, reason });
  }
  const linked = steps.map((draft) => withoutOldSecrets(byRequest.get(draft.recorded) ?? draft));
  const { aligned } = links;
  return {
    steps: linked,
    links: written,
    variations,
    withdrawn,
    warnings: warnings(written),
    ...(aligned === undefined ? {} : { compared: { requests: aligned.of, found: aligned.pairs } }),
  };
}

/** What play cannot repeat as it was. */
function warnings(links: readonly DraftLink[]): string[] {
  return links.filter(({ path, consumer }) => path === "job" && /^canceljob\b/.test(consumer)).map((link) =>
    `${link.consumer} canceled the job of ${link.producer}; play leaves the job to it,` +
    " and how far the work has come by then differs from play to play"
  );
}

/** All that a profile would say of a place in an answer. */
function originWords(origin: Origin): string {
  const part = origin.kind === "job" ? undefined : origin.part;
  return [pathText(origin), part?.after ?? "", part?.before ?? ""].join("\n");
}

/** How `save` and reports name a place in an answer. */
export function pathText(origin: Origin): string {
  if (origin.kind === "job") return "job";
  return origin.kind === "header" ? `header ${origin.header}` : savePath(origin.path);
}

/** The value is needed, so the step must be played whatever it was marked. */
function save(producer: StepDraft, name: string, origin: Origin): void {
  const { optional: _, ...step } = producer.step as Record<string, unknown>;
  if (origin.kind === "job") {
    producer.step = step as Step;
    return;
  }
  const saved = isObject(step["save"]) ? step["save"] : {};
  const { wait, ...rest } = { ...step, save: { ...saved, [name]: sourceOf(origin) } } as Record<
    string,
    unknown
  >;
  producer.step = (wait === undefined ? rest : { ...rest, wait }) as Step;
}

function sourceOf(origin: Exclude<Origin, { kind: "job" }>): unknown {
  const { part } = origin;
  if (origin.kind === "json" && part === undefined) return savePath(origin.path);
  return {
    ...(origin.kind === "json" ? { path: savePath(origin.path) } : { header: origin.header }),
    ...(part === undefined || part.after === "" ? {} : { after: part.after }),
    ...(part === undefined || part.before === "" ? {} : { before: part.before }),
  };
}

/** Secrets that stood where a template stands now are not needed. */
function withoutOldSecrets(draft: StepDraft): StepDraft {
  const step = copyOf(draft.step) as Record<string, unknown>;
  if (typeof step["path"] === "string") step["path"] = step["path"].replaceAll(/\/\0/g, "");
  const text = JSON.stringify(step);
  const notes = draft.notes.filter(({ secret }) =>
    secret === undefined || text.includes(`{{secret.${secret}}}`)
  );
  return { ...draft, step: step as unknown as Step, notes };
}
