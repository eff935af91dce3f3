/** Gives the file fields of the steps their bytes, an empty file, or a hole. */
import { join } from "node:path";
import { type FileUpload, Hole, type Step } from "../model/profile.ts";
import { isObject } from "../model/json.ts";
import { filesOfStep } from "../model/step_files.ts";
import { isRefusal } from "./classify.ts";
import { findBytes } from "./bytes/find.ts";
import type { ByteWorld } from "./bytes/types.ts";
import type { Ledger } from "./ledger.ts";
import type { SeedFolder } from "./seeds.ts";
import type { StepDraft, UploadNeed } from "./step.ts";
import type { Values } from "./values.ts";

/**
 * Fills in the files of the steps.
 *
 * @returns the same steps with their `files`, and sentences about what the user should know
 */
export async function fillFiles(
  steps: readonly StepDraft[],
  world: ByteWorld,
  seeds: SeedFolder,
  ledger: Ledger,
  values: Values,
): Promise<{ steps: StepDraft[]; warnings: string[] }> {
  const filled: StepDraft[] = [];
  const warnings: string[] = [];
  for (const draft of steps) {
    if (draft.needs.length === 0) {
      filled.push(draft);
      continue;
    }
    const files: Record<string, FileUpload | FileUpload[]> = {};
    const notes = [...draft.notes];
    for (const need of draft.needs) {
      const where = `log:${need.recorded.line}`;
      const field = values.fitNamed("files", need.field, "files", where, notes);
      const file = await fill(need, world, seeds, ledger, warnings, values);
      const before = files[field];
      files[field] = before === undefined ? file : [before, file].flat();
    }
    filled.push({ ...draft, step: withOrder(withFiles(draft.step, files)), notes });
  }
  return { steps: filled, warnings };
}

async function fill(
  need: UploadNeed,
  world: ByteWorld,
  seeds: SeedFolder,
  ledger: Ledger,
  warnings: string[],
  values: Values,
): Promise<FileUpload> {
  const subject = `${need.step}.files.${need.field}`;
  if (need.empty === true || need.used === false) {
    const why = need.empty === true
      ? "sent without a file"
      : `not used by the chosen ${need.entry?.usedWhen?.field}`;
    ledger.add("empty-file", subject, why, { log_line: need.recorded.line });
    return { empty: true };
  }
  const found = await findBytes(need, world);
  if (typeof found === "string") {
    const refused = isRefusal(need.recorded);
    return new Hole(
      values.words(refused ? `file ${need.field}: no bytes; the server refused it and kept none` : found),
    );
  }
  const { upload, written } = await seeds.add(need, found);
  const redacted = written.redacted || need.redacted === true || found.redacted === true;
  ledger.add("seed", join("seed", written.seed), `bytes of ${subject}: ${found.why}`, {
    from: found.from,
    certainty: found.certainty,
    sha256: written.sha256,
    size: written.size,
    log_line: need.recorded.line,
    ...(redacted ? { redacted: true } : {}),
  });
  if (redacted) {
    warnings.push(`the file of ${subject} held secrets; they were taken out, so its bytes differ`);
  }
  return upload;
}

/** An order goes behind the files; one whose names were changed, for a secret stood in them, says nothing. */
function withOrder(step: Step): Step {
  if (!("order" in step) || step.order === undefined) return step;
  const { order, expect, wait, ...rest } = step as Exclude<Step, { action: "wait" }> & { order: string[] };
  const form = "form" in step && isObject(step.form) ? step.form : {};
  const names = new Set([...Object.keys(form), ...filesOfStep(step).map(({ field }) => field)]);
  return {
    ...rest,
    ...(order.every((name) => names.has(name)) ? { order } : {}),
    ...(expect === undefined ? {} : { expect }),
    ...(wait === undefined ? {} : { wait }),
  } as Step;
}

/** Files stand before what is expected. */
function withFiles(step: Step, files: Record<string, FileUpload | FileUpload[]>): Step {
  const entries = Object.entries(step);
  const at = entries.findIndex(([key]) => key === "expect");
  const place = at === -1 ? entries.length : at;
  return Object.fromEntries([...entries.slice(0, place), ["files", files], ...entries.slice(place)]) as Step;
}
