/** Reviewing a draft on a terminal. */
import type { EditContext } from "../lib/review/edit.ts";
import type { Context } from "./context.ts";

export function reviewOnTerminal(_c: Context, _d: string, _e: EditContext, _all: boolean): Promise<void> {
  return Promise.reject(new Error("not yet"));
}
