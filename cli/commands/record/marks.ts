/** Placeholder, replaced by the real command. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../../context.ts";

export function startCommand(_context: Context) {
  return new Command("start").summary("");
}

export function stopCommand(_context: Context) {
  return new Command("stop").summary("");
}

export function statusCommand(_context: Context) {
  return new Command("status").summary("");
}
