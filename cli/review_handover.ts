/** Packs a draft for somebody else, and unpacks one. */
import type { EditContext } from "../lib/review/edit.ts";
import * as exporting from "../lib/review/export.ts";
import * as importing from "../lib/review/import.ts";
import { formatBytes } from "../lib/text/bytes.ts";
import { counted } from "../lib/text/counted.ts";
import { refuseOwnRecording } from "../lib/engine/derive_profile.ts";
import type { Context } from "./context.ts";

/** `review <draft> --export FILE`. */
export async function exportDraft(
  context: Context,
  draft: string,
  file: string,
  edit: EditContext,
): Promise<void> {
  const { out } = context;
  await refuseOwnRecording(context, draft, "review hands over drafts only");
  const result = await exporting.exportDraft(draft, file, edit);
  out.line(
    `${result.file}: ${counted(result.files.length, "file")}, ${formatBytes(result.bytes)}, no secret found`,
  );
  if (result.left.length > 0) out.line(`  left behind: ${result.left.join(", ")}`);
  out.line(`next: profile review --import ${result.file}, on the other machine`);
  out.done({ ...result });
  context.finish("passed", `exported ${result.draft}`);
}

/** `review --import FILE`. */
export async function importDraft(
  { out, finish }: Context,
  file: string,
  name: string | undefined,
  edit: EditContext,
): Promise<void> {
  const result = await importing.importDraft(file, name, edit);
  for (const warning of result.warnings) out.warn(`warning: ${warning}`);
  out.line(`${result.draft}: ${counted(result.steps, "step")}, ${counted(result.holes, "hole")}`);
  if (result.left.length > 0) out.line(`  left out, as no part of a draft: ${result.left.join(", ")}`);
  out.line(`next: profile review ${result.draft}`);
  out.done({ ...result });
  finish("passed", `imported ${result.draft}`);
}
