/** Placeholder, replaced by the real command. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../../context.ts";

export function importCommand(_context: Context) {
  return new Command("import").summary("");
}
