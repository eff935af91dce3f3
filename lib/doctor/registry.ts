/** All checks of `profile doctor`: a new one is a new file and a line here. */
import { sandboxesCheck } from "./sandboxes.ts";
import type { Check } from "./types.ts";

export const CHECKS: readonly Check[] = [sandboxesCheck];
