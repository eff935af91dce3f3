/** Entry: loads no more than the command at hand needs. */
import process from "node:process";
import { versionText } from "./version.ts";

const words = process.argv.slice(2);
if (words.includes("--version") && words.every((word) => /^(--version|-v|--verbose)$/.test(word))) {
  process.stdout.write(versionText(words.length > 1));
} else {
  const { run } = await import("./run.ts");
  process.exitCode = await run(words);
}
