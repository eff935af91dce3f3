/** Packs a draft for somebody else, and unpacks one. */
import type { EditContext } from "../lib/review/edit.ts";
import type { Context } from "./context.ts";

export function exportDraft(
  _context: Context,
  _draft: string,
  _file: string,
  _edit: EditContext,
): Promise<void> {
  return Promise.reject(new Error("not yet"));
}

export function importDraft(
  _context: Context,
  _file: string,
  _name: string | undefined,
  _edit: EditContext,
): Promise<void> {
  return Promise.reject(new Error("not yet"));
}
