/** `profile record import <file.har>`: turns a browser's HAR export into a recording. */
import { Command } from "@commander-js/extra-typings";
import type { ImportResult } from "../../../lib/record/har/import.ts";
import { shellWord } from "../../../lib/text/shell_word.ts";
import type { Context } from "../../context.ts";
import { option } from "../../options.ts";

/** How many lines of one kind are listed without `--verbose`. */
const LISTED = 10;

export function importCommand(context: Context) {
  return new Command("import")
    .summary("turn a HAR file of a browser into a recording")
    .description(
      "Reads a HAR 1.2 of Chrome, Firefox, Playwright or mitmproxy and writes what it holds of WEPPcloud runs " +
        "as a recording, without credentials. What the HAR lacks is named.",
    )
    .argument("<file.har>", "HAR file, exported with content")
    .addOption(option("--out <dir>", "folder of the recording").makeOptionMandatory())
    .addOption(option("--uploads <dir>", "files that the HAR lacks: <field>/<file name>, or <file name>"))
    .addOption(option("--origin <url>", "the recorded server (default: the one with most requests of runs)"))
    .action(async (file, flags) => {
      const { resolve } = await import("node:path");
      const { importHar } = await import("../../../lib/record/har/import.ts");
      const { counted } = await import("../../../lib/text/counted.ts");
      const { uploadsFolder } = await import("../../../lib/settings/uploads_folder.ts");
      const { withProgress } = await import("../../progress/show.ts");
      const asked = {
        file: resolve(context.cwd, file),
        out: resolve(context.cwd, flags.out),
        uploads: await uploadsFolder(flags.uploads, context.cwd),
        origin: flags.origin === undefined ? undefined : await originOf(flags.origin),
        redactor: context.out.redactor,
        signal: context.signal,
      };
      const result = await withProgress(context, (onProgress) => importHar({ ...asked, onProgress }));
      print(context, result, counted);
      const { missing } = result.uploads;
      context.out.done({ ...result });
      const words = [counted(result.kept, "request"), counted(result.runs.length, "run")];
      if (missing.length > 0) words.push(`${counted(missing.length, "file")} missing`);
      context.finish("passed", `passed (${words.join(", ")})`);
    });
}

async function originOf(text: string): Promise<string> {
  const { ProfileError } = await import("../../../lib/errors.ts");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.origin;
  throw new ProfileError("usage", `--origin ${JSON.stringify(text)} is no address of a server`, {
    remedy: "Give it with its scheme, for instance https://wepp.example.org",
  });
}

function print(
  { out }: Context,
  result: ImportResult,
  counted: (count: number, word: string) => string,
): void {
  const known = result.browser === undefined || result.creator.startsWith(result.browser);
  const browser = known ? "" : `, ${result.browser}`;
  out.line(
    `HAR of ${result.creator}${browser}: ${counted(result.entries, "entry").replace("entrys", "entries")}`,
  );
  out.line(`recorded server: ${result.origin}`);
  for (const { path, message } of shown(out, result.damaged)) {
    out.warn(`warning: left out ${path}: ${message}`);
  }
  for (const { id, config, requests } of result.runs) {
    out.line(`  run ${id}${config === undefined ? "" : ` (${config})`}: ${counted(requests, "request")}`);
  }
  for (const { reason, count } of result.dropped) out.line(`  not kept ${count}: ${reason}`);
  for (const { origin, count } of shown(out, result.other_origins)) {
    out.line(`  not kept ${count}: other server ${origin}`);
  }
  if (result.websockets > 0) out.line(`  not kept ${result.websockets}: WebSockets`);
  const { recorded, supplied, missing } = result.uploads;
  if (recorded + supplied + missing.length > 0) {
    out.line(`  uploads: ${recorded} in the HAR, ${supplied} from --uploads, ${missing.length} missing`);
  }
  for (const { field, filename, size, reason, place } of missing) {
    const words = [size === undefined ? "" : counted(size, "byte"), reason ?? ""].filter((word) =>
      word !== ""
    );
    const name = filename === "" ? "(name not known)" : JSON.stringify(filename);
    const about = words.length === 0 ? "" : ` (${words.join("; ")})`;
    out.line(
      `    missing ${field} ${name}${about}${place === undefined ? "" : `: ${place}`}`,
    );
  }
  if (result.redactions > 0) out.line(`  ${counted(result.redactions, "redaction")}`);
  for (const warning of result.warnings) out.warn(`warning: ${warning}`);
  if (result.runs.length === 0) return;
  out.line(`recording: ${result.out}`);
  const several = result.runs.length > 1 ? ` --run ${result.runs[0]?.id}` : "";
  const folder = shellWord(result.out);
  out.line(
    missing.length > 0
      ? `next: put the missing files below a folder and import again with --uploads into a new folder, or profile assemble ${folder}${several} --uploads DIR`
      : `next: profile assemble ${folder}${several}`,
  );
}

function shown<T>({ options }: Context["out"], list: readonly T[]): readonly T[] {
  return options.verbose ? list : list.slice(0, LISTED);
}
