/** The script of every shell. */
import type { Shell } from "../words.ts";
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import { powershell } from "./powershell.ts";
import { zsh } from "./zsh.ts";

/** What each shell reads once, at its start. Every script asks `profile __complete` for the rest. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };
