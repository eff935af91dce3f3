/** Entry: loads no more than the command at hand needs. No top-level await: the bundle is one CommonJS module. */
import process from "node:process";
import { versionText } from "./version.ts";

const words = process.argv.slice(2);
if (words.includes("--version") && words.every((word) => /^(--version|-v|--verbose)$/.test(word))) {
  process.stdout.write(versionText(words.length > 1));
} else {
  void start();
}

async function start(): Promise<void> {
  const { run } = await import("./run.ts");
  process.exitCode = await run(words);
}
