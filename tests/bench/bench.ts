/** Prints the figures, each as a ratio against something measured in the same run. */
import { overhead } from "./overhead.ts";
import { startUp } from "./start_up.ts";

console.log(await startUp());
console.log(await overhead());
