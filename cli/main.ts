/** Entry: loads no more than the command at hand needs. No top-level await: the bundle is one CommonJS module. */
import process from "node:process";
import { versionJson, versionText } from "./version.ts";

const words = process.argv.slice(2);
if (words.includes("--version") && words.every((word) => /^(--version|-v|--verbose|--json)$/.test(word))) {
  const verbose = words.some((word) => word === "-v" || word === "--verbose");
  process.stdout.write(words.includes("--json") ? versionJson() : versionText(verbose));
} else {
  void start();
}

async function start(): Promise<void> {
  const { run } = await import("./run.ts");
  process.exitCode = await run(words);
}
