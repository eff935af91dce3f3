/** `profile review <draft>`: shows what a draft holds and lacks, takes decisions, hands it over. */
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import type { EditContext } from "../../lib/review/edit.ts";
import type { EditRequest } from "../../lib/review/requests.ts";
import type { Context } from "../context.ts";
import { addHelpList } from "../help.ts";
import { option } from "../options.ts";
import { addEditOptions } from "../review_edits.ts";

/** A field is the way to a value. */
const FILLS = [
  ["set-outlet.json.latitude=46.69", "a value; json.items[2].name is a field, too"],
  ["upload-sbs.files.input_upload_sbs=burn.tif", "a file"],
  ["set-landuse-db.urlencoded=landuse_db=nlcd/2021", "a body"],
] as const;

export function reviewCommand(context: Context) {
  const asked: EditRequest[] = [];
  const command = new Command("review")
    .summary("look at a draft, fill its holes, hand it over")
    .description(
      "Shows the steps of a draft with holes, suggestions, redactions and links; with a step, everything about that " +
        "one. Edits can be repeated and combined: all of them are done, or none. On a terminal it asks about what is " +
        "open; with --export and --import a draft goes from one person to another.",
    )
    .argument("[draft]", "_drafts/x, x, or a path")
    .argument("[step]", "id or number of a step to look at")
    .addOption(option("-i, --interactive", "ask about every step, not only about what is open"))
    .addOption(option("--no-interactive", "show the table, also on a terminal"))
    .addOption(option("--reason <why>", "why; goes into the ledger with every decision"))
    .addOption(option("--who <name>", "who decides (default: git's user.name, else the account)"))
    .addOption(option("--export <file>", "pack the draft as a ZIP file, scanned for secrets"))
    .addOption(option("--import <file>", "unpack a draft that was exported"))
    .addOption(option("--name <name>", "name of the imported draft (default: as it was exported)"));
  command.optionsGroup("Edits (not from the environment):");
  addEditOptions(command as unknown as Command, asked);
  addHelpList(command as unknown as Command, "What --fill and --set take:", FILLS);
  return command.action(async (draft, step, options) => {
    const { whoDecides } = await import("../../lib/settings/who.ts");
    const dataRoot = await context.dataRoot();
    const edit: EditContext = {
      dataRoot,
      cwd: context.cwd,
      redactor: context.out.redactor,
      who: await whoDecides({ ...context, redactor: context.out.redactor, given: options.who }),
      ...(options.reason === undefined ? {} : { reason: options.reason }),
      now: new Date(),
    };
    if (options.import !== undefined) {
      refuseBeside(asked, draft === undefined, "--import");
      const { importDraft } = await import("../review_handover.ts");
      return await importDraft(context, options.import, options.name, edit);
    }
    if (draft === undefined) {
      throw new ProfileError("usage", "Which draft? None is named", {
        remedy: "profile list --drafts names them; then: profile review <draft>",
      });
    }
    if (options.export !== undefined) {
      refuseBeside(asked, step === undefined, "--export");
      const { exportDraft } = await import("../review_handover.ts");
      return await exportDraft(context, draft, options.export, edit);
    }
    const show = await import("../review_show.ts");
    if (asked.length > 0) return await show.editDraft(context, draft, asked, edit);
    if (step !== undefined) return await show.showStep(context, draft, step);
    const ask = options.interactive ?? (context.interactive && !context.out.options.json);
    if (ask && !context.interactive) {
      throw new ProfileError("usage", "There is no terminal to ask on", {
        remedy: "Say what to do with --fill, --drop, --accept-suggestions and the like",
      });
    }
    if (!ask) return await show.showDraft(context, draft);
    const { reviewOnTerminal } = await import("../review_terminal.ts");
    return await reviewOnTerminal(context, draft, edit, options.interactive === true);
  });
}

/** Handing over is done by itself. */
function refuseBeside(asked: readonly EditRequest[], alone: boolean, name: string): void {
  if (asked.length === 0 && alone) return;
  throw new ProfileError("usage", `${name} is done by itself`, {
    remedy: name === "--import"
      ? "profile review --import FILE.zip, then review the draft that it names"
      : "Edit the draft first, then profile review <draft> --export FILE.zip",
  });
}
