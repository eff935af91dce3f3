/** `profile play <slug…>`: replays profiles and says the truth about it. */
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import type { Context } from "../context.ts";
import { option } from "../options.ts";
import { reportFiles, reportOptions } from "../report_options.ts";

export function playCommand(context: Context) {
  const command = new Command("play")
    .summary("replay profiles and compare with their baselines")
    .description(
      "Replays profiles in a sandbox run, waits for the jobs, compares the produced files with the baseline.\n" +
        "Exit 0 only when every step ran, every comparison was made, and all of it matched.",
    )
    .argument("[profile...]", "slugs or paths; none with --last-failed: all that were played")
    .addOption(option("--base-url <url>", "WEPPcloud to play against, or embedded"))
    .addOption(option("--embedded", "play against the embedded WEPPcloud"))
    .addOption(option("--embedded-drift <key=factor...>", "let a quantity of the embedded WEPPcloud drift"))
    .addOption(option("--embedded-fault <name...>", "let the embedded WEPPcloud fail in a named way"))
    .addOption(option("--overlay <name>", "values of a named overlay of the profile"))
    .addOption(option("--playback-run-root <dir>", "folder of sandboxes that the server shares"))
    .addOption(option("--scratch <dir>", "scratch space"))
    .addOption(option("--env-file <file>", "ADMIN_EMAIL and ADMIN_PASSWORD (default: docker/.env)"))
    .addOption(option("--cookie-file <file>", "a Cookie header in place of a login"))
    .addOption(option("--bearer-file <file>", "an rq-engine token in place of a login"))
    .addOption(
      option(
        "--secrets-file <file>",
        "values of {{secret.NAME}}, one NAME=value a line (or PROFILE_SECRET_NAME)",
      ),
    )
    .addOption(option("--job-timeout <duration>", "limit of every job, in place of what the steps say"))
    .addOption(
      option("--worker-timeout <duration>", "how long a queued job may wait for a worker at the start"),
    )
    .addOption(option("--allow-production", "play against a host listed as production"))
    .addOption(option("--no-compare", "only the steps; nothing is compared"))
    .addOption(option("--optional", "run the optional steps, too: reads that only refresh the page"))
    .addOption(
      option(
        "--holes <refuse|drop|suggested>",
        "steps with holes: refuse, leave them out, or send what was suggested and leave out the rest",
      ).env("PROFILE_PLAY_HOLES").choices(["refuse", "drop", "suggested"] as const),
    )
    .addOption(option("--from-step <id>", "begin at this step, in the sandbox of the last play"))
    .addOption(option("--to-step <id>", "end behind this step, and keep the sandbox"))
    .addOption(option("--only <ids>", "only these steps: a,b or a span a..d").argParser(listOf))
    .addOption(option("--sandbox-run <id>", "play a part in this sandbox: its id or folder"))
    .addOption(option("--resume", "go on with the last play that was cut off, in its sandbox"))
    .addOption(option("--redo", "with --resume: send the change again whose fate nobody knows"))
    .addOption(option("--last-failed", "only the profiles whose last play did not pass"))
    .addOption(
      option(
        "--pace <fast|recorded|2x>",
        "think times of the recording: none, as they were, so many times as fast",
      ),
    )
    .addOption(option("--concurrency <n>", "so many reads of one burst at once (default: 1)"))
    .addOption(option("--keep", "keep the sandbox also after a pass"))
    .addOption(option("--dry-run", "say what would be done, send nothing"))
    .action(async (names, options, command) => {
      const { playAll } = await import("../play_all.ts");
      const { baseUrl, embedded, ...rest } = options;
      const target = chooseTarget(command as unknown as Command, baseUrl, embedded);
      const again = wordsAgain(command as unknown as Command);
      await playAll(names, { ...rest, target, again, reports: reportFiles(options) }, context);
    });
  for (const reporter of reportOptions()) command.addOption(reporter);
  return command;
}

function listOf(text: string, before: string[] | undefined): string[] {
  return [...before ?? [], ...text.split(",").map((word) => word.trim()).filter((word) => word !== "")];
}

/** Options that a later call needs again, as they were typed: what they name is in no journal. */
function wordsAgain(command: Command): string[] {
  return AGAIN.flatMap(([name, flag]) => {
    if (command.getOptionValueSourceWithGlobals(name) !== "cli") return [];
    const value = (command.optsWithGlobals() as Record<string, unknown>)[name];
    return value === true ? [flag] : [`${flag} ${shellWord(String(value))}`];
  });
}

const AGAIN = [
  ["dataRoot", "--data-root"],
  ["baseUrl", "--base-url"],
  ["embedded", "--embedded"],
  ["overlay", "--overlay"],
  ["playbackRunRoot", "--playback-run-root"],
  ["scratch", "--scratch"],
  ["envFile", "--env-file"],
  ["cookieFile", "--cookie-file"],
  ["bearerFile", "--bearer-file"],
  ["secretsFile", "--secrets-file"],
  ["jobTimeout", "--job-timeout"],
  ["workerTimeout", "--worker-timeout"],
  ["allowProduction", "--allow-production"],
] as const;

/**
 * A target named at the command line wins over one of the environment, whichever of the two options it is.
 *
 * @throws ProfileError usage when the command line names both
 */
function chooseTarget(
  command: Command,
  baseUrl: string | undefined,
  embedded: true | undefined,
): string | undefined {
  const spoken = (name: string) => command.getOptionValueSource(name) === "cli";
  const otherUrl = baseUrl !== undefined && baseUrl !== "embedded";
  if (spoken("embedded") && spoken("baseUrl") && otherUrl) {
    throw new ProfileError("usage", "--embedded and --base-url name two targets", {
      remedy: "Give one of them",
    });
  }
  return embedded === true && !(spoken("baseUrl") && !spoken("embedded")) ? "embedded" : baseUrl;
}
