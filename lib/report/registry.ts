/** All reporters: a new one is a new file and a line here. Those with a file name also write it into every result. */
import { htmlReporter } from "./html.ts";
import { jsonReporter } from "./json.ts";
import { junitReporter } from "./junit.ts";
import { tapReporter } from "./tap.ts";
import type { Reporter } from "./types.ts";

export const REPORTERS: readonly Reporter[] = [
  jsonReporter,
  junitReporter,
  tapReporter,
  htmlReporter,
];
