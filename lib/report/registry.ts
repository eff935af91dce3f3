/** All reporters: a new one is a new file and a line here. Each also writes its file into every result. */
import { jsonReporter } from "./json.ts";
import { junitReporter } from "./junit.ts";
import type { Reporter } from "./types.ts";

export const REPORTERS: readonly Reporter[] = [
  jsonReporter,
  junitReporter,
];
