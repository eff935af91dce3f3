/** `command`: an external program compares; it runs only where the configuration lets it. */
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import { Duration } from "../../model/expect.ts";
import type { JsonObject } from "../../model/json.ts";
import { plainEnv } from "../../programs/plain_env.ts";
import { type CommandEnd, runCommand } from "../../programs/run_command.ts";
import { splitWords } from "../../programs/split_words.ts";
import { formatDuration, parseDuration } from "../../text/duration.ts";
import { withUnpackFolder } from "../archive/unpacked.ts";
import { Findings } from "../findings.ts";
import { closedObject, unknownKeys } from "../params.ts";
import { bothSides, decodeUtf8 } from "../text/content.ts";
import type { Comparator } from "../types.ts";

/** What may stand between `{` and `}`. */
const PLACES = ["baseline", "produced", "diff"] as const;
type Places = Record<typeof PLACES[number], string>;
const PLACE = /\{(\w+)\}/g;

const Command = z.union([z.string(), z.array(z.string())], "must be a line, or a list of words")
  .transform((command, context) => {
    try {
      const words = typeof command === "string" ? splitWords(command) : command;
      const fault = templateFault(words);
      if (fault === undefined) return words;
      context.addIssue({ code: "custom", message: fault });
    } catch (error) {
      context.addIssue({ code: "custom", message: messageOf(error) });
    }
    return z.NEVER;
  });
const Params = closedObject({
  /** Program and arguments, with `{baseline}`, `{produced}` and `{diff}` for paths. */
  command: Command,
  /** How long it may take: `2m`. Default 60s. */
  timeout: Duration.optional(),
});

/** Lines of output that are kept, and characters of them in the sentence for people. */
const KEPT_LINES = 200;
const SHOWN = 300;
/** Largest text at `{diff}` that is kept, bytes. */
const LARGEST_DIFF = 64 * 1024;

export const externalCommand: Comparator = {
  method: "command",
  summary: "an external program (`command`, `timeout`): exit code 0 same, 1 other, else an error",
  keeps: "file",
  raw: true,
  readsVolatile: (path) => path.endsWith(".dss"),
  params: Params,
  async compare(input) {
    const { command, timeout = "60s" } = Params.parse(input.params);
    const { programs, file } = input;
    if (programs === undefined) {
      throw new Error(
        `"${file}" was not compared: programs are run only with compare_commands: allow in profiles/profile.config.yaml`,
      );
    }
    const paths = bothSides(input);
    return await withUnpackFolder(async (folder) => {
      // A folder of its own to work in: what the program leaves behind goes with it.
      const places = { ...paths, diff: join(folder, "diff") };
      await mkdir(join(folder, "tmp"));
      const lines: string[] = [];
      const end = await runCommand(fillPlaces(command, places), {
        cwd: programs.cwd,
        env: { ...plainEnv(programs.env), TMPDIR: join(folder, "tmp") },
        signal: programs.signal,
        timeout: parseDuration(timeout),
        onLine: (line) => {
          if (lines.length < KEPT_LINES) lines.push(line);
        },
      });
      const said = lines.join("; ").slice(0, SHOWN);
      const fault = faultOf(end, command[0] ?? "", timeout);
      if (fault !== undefined) throw new Error(`"${file}": ${fault}${said === "" ? "" : `: ${said}`}`);
      const findings = new Findings();
      if (end.how === "exited" && end.code === 1) {
        const message = said === "" ? "The program found differences" : said;
        findings.changed("exit code", 0, 1, message);
      }
      const diff = await diffText(places.diff);
      const facts: JsonObject = { output: lines, ...(diff === undefined ? {} : { diff }) };
      return findings.outcome({ ...(said === "" ? {} : { note: said }), facts });
    });
  },
};

function templateFault(words: readonly string[]): string | undefined {
  if (words.length === 0 || words[0] === "") return "names no program";
  const used = new Set(words.flatMap((word) => [...word.matchAll(PLACE)].map(([, name = ""]) => name)));
  const unknown = [...used].filter((name) => !PLACES.some((place) => place === name));
  if (unknown.length > 0) return unknownKeys(unknown, PLACES);
  const lacking = ["baseline", "produced"].filter((name) => !used.has(name));
  return lacking.length === 0 ? undefined : `lacks ${lacking.map((name) => `{${name}}`).join(" and ")}`;
}

/** A path stays within its word, whatever is in it. */
function fillPlaces(words: readonly string[], places: Places): string[] {
  return words.map((word) => word.replace(PLACE, (_, name: keyof Places) => places[name]));
}

function faultOf(end: CommandEnd, program: string, timeout: string): string | undefined {
  if (end.how === "exited") {
    return end.code === 0 || end.code === 1 ? undefined : `${program} ended with exit code ${end.code}`;
  }
  if (end.how === "late") return `${program} took more than ${formatDuration(parseDuration(timeout))}`;
  return end.how === "killed"
    ? `${program} was ended by ${end.signal}`
    : `${program} cannot be run (${end.why})`;
}

/** What the program wrote of the differences, where it is a text that fits into a report. */
async function diffText(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > LARGEST_DIFF) return undefined;
  return decodeUtf8(await readFile(path));
}
