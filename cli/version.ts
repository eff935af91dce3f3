/** The version, and how this program was built. */
import process from "node:process";
import { VERSION } from "../lib/version.ts";

/** What the Makefile writes in front of the bundle. */
interface BuildInfo {
  /** `deno compile`, `node single executable`, or `bundle`. */
  embedding: string;
  commit: string;
  tools: string;
}

/** What is known of this binary. */
function facts() {
  const build = (globalThis as { __PROFILE_BUILD__?: BuildInfo }).__PROFILE_BUILD__;
  const runtime = "Deno" in globalThis ? "Deno" : `Node ${process.version}`;
  return {
    version: VERSION,
    built: build?.embedding ?? "not built: running from source",
    commit: build?.commit ?? "unknown",
    tools: build?.tools ?? "none",
    runtime: `${runtime} on ${process.platform}-${process.arch}`,
  };
}

/** `profile <version>`, and with `verbose` the way it was built, versions and commit. */
export function versionText(verbose: boolean): string {
  const { version, ...rest } = facts();
  const more = Object.entries(rest).map(([name, value]) => `${name.padEnd(9)} ${value}\n`);
  return `profile ${version}\n${verbose ? more.join("") : ""}`;
}

/** The same as one JSON document. */
export function versionJson(): string {
  return JSON.stringify(facts(), null, 2) + "\n";
}
