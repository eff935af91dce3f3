/** `profile record start|stop|status`: marks captures in the audit log of a run. */
import { Command } from "@commander-js/extra-typings";
import type { Capture } from "../../../lib/captures/format.ts";
import type { Context } from "../../context.ts";
import { option } from "../../options.ts";

const RUN_DIR = "run directory; the marks lie in its _logs/profile.captures.json";

export function startCommand(context: Context) {
  return new Command("start")
    .summary("mark the start of a capture")
    .description(
      "Marks that a capture starts now on a run. What is recorded from here to `record stop` becomes a draft " +
        "with `assemble --capture`.",
    )
    .argument("<run-dir>", RUN_DIR)
    .addOption(option("--slug <name>", "name that the draft shall get"))
    .addOption(option("--notes <text>", "what is done and why, for the reviewer"))
    .action(async (path, { slug, notes }) => {
      const { resolve } = await import("node:path");
      const { userInfo } = await import("node:os");
      const { startCapture } = await import("../../../lib/captures/marks.ts");
      const runDir = resolve(context.cwd, path);
      const startedBy = accountOf(userInfo);
      const { redactor } = context.out;
      const capture = await startCapture(runDir, { slug, notes, startedBy, now: new Date(), redactor });
      context.out.line(`capture ${named(capture)} started at ${capture.started_at}`);
      context.out.line(`next: profile record stop ${path}`);
      context.out.done({ run_dir: runDir, capture });
      context.finish("passed");
    });
}

export function stopCommand(context: Context) {
  return new Command("stop")
    .summary("mark the end of a capture")
    .description("Marks that the open capture of a run ends now.")
    .argument("<run-dir>", RUN_DIR)
    .addOption(option("--capture <id|slug>", "which one, when several are open"))
    .addOption(option("--notes <text>", "more notes, added to those of the start"))
    .action(async (path, { capture: wanted, notes }) => {
      const { resolve } = await import("node:path");
      const { stopCapture } = await import("../../../lib/captures/marks.ts");
      const { spanOf } = await import("../../../lib/captures/format.ts");
      const { formatAge } = await import("../../../lib/text/duration.ts");
      const runDir = resolve(context.cwd, path);
      const { redactor } = context.out;
      const capture = await stopCapture(runDir, { capture: wanted, notes, now: new Date(), redactor });
      const { from, to } = spanOf(capture);
      context.out.line(
        `capture ${named(capture)} stopped at ${capture.ended_at} after ${formatAge(to - from)}`,
      );
      context.out.line(`next: profile assemble ${path} --capture ${capture.id}`);
      context.out.done({ run_dir: runDir, capture });
      context.finish("passed");
    });
}

export function statusCommand(context: Context) {
  return new Command("status")
    .summary("show the captures of a run")
    .description(
      "Shows the captures of a run: what is open with its age, and how many events each one holds.",
    )
    .argument("<run-dir>", RUN_DIR)
    .action(async (path) => {
      const { resolve } = await import("node:path");
      const { captureStatus } = await import("../../../lib/captures/status.ts");
      const { unreadWarning } = await import("../../../lib/events/siblings.ts");
      const { counted } = await import("../../../lib/text/counted.ts");
      const { formatAge } = await import("../../../lib/text/duration.ts");
      const runDir = resolve(context.cwd, path);
      const status = await captureStatus(runDir, new Date());
      const { out } = context;
      for (const { capture, open, age_ms, events } of status.captures) {
        const state = open
          ? `${out.style("open", "green")} for ${formatAge(age_ms)}, since ${capture.started_at}`
          : `closed, ${capture.started_at} to ${capture.ended_at}`;
        out.line(`${named(capture)}  ${state}  ${events === null ? "no log yet" : counted(events, "event")}`);
        for (const line of capture.notes?.split("\n") ?? []) out.line(`    ${line}`);
      }
      if (status.captures.length === 0) out.line(`No capture was started on ${path}`);
      if (status.problems > 0) {
        out.warn(`warning: ${counted(status.problems, "damaged line")} in the log, see profile record tail`);
      }
      const unread = unreadWarning(status.unread);
      if (unread !== undefined) out.warn(`warning: ${unread}`);
      const open = status.captures.filter((entry) => entry.open).length;
      out.done({
        run_dir: runDir,
        captures: status.captures.map(({ capture, ...rest }) => ({ ...capture, ...rest })),
        problems: status.problems,
        unread: status.unread,
      });
      const words = status.captures.length === 0
        ? "no captures"
        : `${counted(status.captures.length, "capture")}`;
      context.finish("passed", `passed (${words}, ${open} open)`);
    });
}

function named({ id, slug }: Capture): string {
  return slug === undefined ? id : `${id} (${slug})`;
}

/** Who works here; only a keyed hash of it is stored. */
function accountOf(userInfo: () => { username: string; uid: number }): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the list of users.
    return undefined;
  }
}
