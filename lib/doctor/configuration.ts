/** Check: the settings in effect, with where each comes from. */
import { relative } from "node:path";
import type { CredentialSource } from "../settings/credentials.ts";
import type { Setting } from "../settings/in_effect.ts";
import { messageOf, ProfileError } from "../errors.ts";
import { readSecretFile } from "../settings/secret_file.ts";
import { counted } from "../text/counted.ts";
import type { Check, DoctorContext, Finding } from "./types.ts";

export const configurationCheck: Check = {
  name: "configuration",
  topic: "here",
  summary: "the settings in effect and where each comes from; with --verbose also the defaults",
  async run(context) {
    const { settings, dataRoot } = context;
    const set = settings.filter(({ from }) => from !== "default");
    const longest = Math.max(...settings.map(({ name }) => name.length));
    const lineOf = (one: Setting) => `${one.name.padEnd(longest)}  ${one.value}  (${placeOf(one, dataRoot)})`;
    const found: Finding[] = [{
      state: "ok",
      message: set.length === 0
        ? "All settings are the defaults"
        : `${counted(set.length, "setting")} of ${settings.length} set: ${
          set.map(({ name }) => name).join(", ")
        }`,
      details: settings.map(lineOf),
    }];
    return [...found, await credentialsOf(context), ...await secretFilesOf(context)];
  },
};

/** Where a setting comes from, in words. */
export function placeOf({ from, source, position }: Setting, dataRoot: string): string {
  if (from === "default") return "default";
  if (position !== undefined) return `${relative(dataRoot, position.file)}:${position.line ?? 1}`;
  return source ?? from;
}

async function credentialsOf({ credentials, dataRoot }: DoctorContext): Promise<Finding> {
  try {
    const sources = await credentials();
    if (sources.length === 0) return { state: "ok", message: "No credentials are set" };
    const names = sources.map(({ name }) => name);
    const half = ["ADMIN_EMAIL", "ADMIN_PASSWORD"].filter((name) => !names.includes(name));
    if (half.length === 1) {
      return {
        state: "warning",
        message: `${names.join()} is set and ${half.join()} is not: nobody can log in with that`,
        remedy: `Set ${half.join()} at the same place, or in the environment`,
      };
    }
    const places = [...new Set(sources.map(({ source }) => relativeTo(dataRoot, source)))];
    return {
      state: "ok",
      message: `${names.join(" and ")} set (${places.join(", ")})`,
      details: sources.map((one) => `${one.name}  set  (${credentialPlace(one, dataRoot)})`),
    };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return failedBy(error);
  }
}

/** What cannot be read of the files that are named; a play would stop at it. */
async function secretFilesOf({ secretFiles }: DoctorContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { what, path } of secretFiles) {
    const error = await readSecretFile(path, what).then(() => undefined, (thrown: unknown) => thrown);
    if (error instanceof ProfileError) findings.push(failedBy(error));
    else if (error !== undefined) throw error;
  }
  return findings;
}

function failedBy(error: ProfileError): Finding {
  return {
    state: "failed",
    message: messageOf(error),
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
  };
}

function credentialPlace({ source, line }: CredentialSource, dataRoot: string): string {
  return relativeTo(dataRoot, source) + (line === undefined ? "" : `:${line}`);
}

function relativeTo(dataRoot: string, source: string): string {
  return source.startsWith("/") ? relative(dataRoot, source) : source;
}
