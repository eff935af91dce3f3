/** `profile completions <shell>`: the script that teaches a shell to complete this command line. */
import { Argument, Command } from "@commander-js/extra-typings";
import { SHELLS } from "../../lib/completions/words.ts";
import type { Context } from "../context.ts";
import { addHelpList } from "../help.ts";

/** Where each line goes, once. */
const INSTALL = [
  ["bash", "~/.bashrc: source <(profile completions bash)"],
  ["zsh", "~/.zshrc: source <(profile completions zsh)"],
  ["fish", "~/.config/fish/config.fish: profile completions fish | source"],
  ["powershell", "$PROFILE: profile completions powershell | Out-String | Invoke-Expression"],
] as const;

export function completionsCommand(context: Context) {
  const command = new Command("completions")
    .summary("print the script for the TAB key of a shell")
    .description(
      "Prints the script with which a shell completes commands, options, slugs, drafts, tags, steps and overlays of " +
        "the data root at hand. It asks this program each time, and never a network.",
    )
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .action(async (shell) => {
      const { SCRIPTS } = await import("../../lib/completions/scripts/mod.ts");
      // The script is all there is to print, with and without --json; it holds nothing of anybody's.
      context.out.options = { ...context.out.options, json: true };
      context.out.document(SCRIPTS[shell]);
      context.finish("passed");
    });
  addHelpList(command as unknown as Command, "One line in a start file:", INSTALL);
  return command;
}
