/** `profile play <slug…>`: replays profiles and says the truth about it. */
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { askedWords } from "../asked_words.ts";
import type { Context } from "../context.ts";
import { noticeOptions } from "../notice_options.ts";
import { collect, collectList, option } from "../options.ts";
import { githubOption, reportFiles, reportOptions } from "../report_options.ts";

export function playCommand(context: Context) {
  const command = new Command("play")
    .summary("replay profiles and compare with their baselines")
    .description(
      "Replays profiles in a sandbox run, waits for the jobs, compares the produced files with the baseline. " +
        "Exit 0 only when every step ran, every comparison was made, and all of it matched.",
    )
    .argument(
      "[profile...]",
      "slugs, globs over them ('us-*'), drafts (_drafts/x) or paths; none with --last-failed: all that were played",
    )
    .optionsGroup("Which profiles:")
    .addOption(
      option("--tag <expression>", 'only profiles whose tags fit: "nightly and not slow"').argParser(collect),
    )
    .addOption(option("--all", "every profile of the data root", "PROFILE_PLAY_ALL"))
    .addOption(option(
      "--last-failed",
      "only the profiles whose last play did not pass, or that were asked for and not played",
    ))
    .addOption(option("--shard <i/n>", "the i-th of n parts of what is chosen, balanced by past durations"))
    .addOption(option("-j, --jobs <n>", "so many profiles at a time (default: 1)"))
    .addOption(option("--max-failures <n>", "start no further profile after n that did not pass"))
    .optionsGroup("Which steps:")
    .addOption(option("--only <ids>", "only these steps: a,b or a span a..d").argParser(listOf))
    .addOption(option("--from-step <id>", "begin at this step, in the sandbox of the last play"))
    .addOption(option("--to-step <id>", "end behind this step, and keep the sandbox"))
    .addOption(option("--sandbox-run <id>", "play a part in this sandbox: its id or folder"))
    .addOption(option("--resume", "go on with the last play that was cut off, in its sandbox"))
    .addOption(option("--redo", "with --resume: send the change again whose fate nobody knows"))
    .addOption(option("--optional", "run the optional steps, too: reads that only refresh the page"))
    .addOption(
      option(
        "--holes <what>",
        "steps with holes: refuse, leave them out, or send what was suggested and leave out the rest",
      ).env("PROFILE_PLAY_HOLES").choices(["refuse", "drop", "suggested"] as const),
    )
    .addOption(option("--keep-going", "go on with later steps after one that failed"))
    .addOption(option("--no-compare", "only the steps; nothing is compared"))
    .addOption(option("--pictures", "draw what differs, also where the configuration says not to").hideHelp())
    .addOption(
      option("--no-pictures", "draw no pictures of outputs that differ (default: in diff/ of the result)"),
    )
    .optionsGroup("How often:")
    .addOption(option("--repeat <n>", "play n times, one round after another (with --learn-noise: 10)"))
    .addOption(
      option("--learn-noise", "propose rules for what varies between plays of the same code, as a patch"),
    )
    .addOption(
      option("--noise-margin <factor>", "how much wider than what was seen a tolerance is (default: 1.5)"),
    )
    .optionsGroup("Where:")
    .addOption(option("--base-url <url>", "WEPPcloud to play against, or embedded"))
    .addOption(option("--embedded", "play against the embedded WEPPcloud"))
    .addOption(option("--embedded-drift <key=factor...>", "let a quantity of the embedded WEPPcloud drift"))
    .addOption(option("--embedded-fault <name...>", "let the embedded WEPPcloud fail in a named way"))
    .addOption(option("--allow-production", "play against a host listed as production"))
    .addOption(
      option(
        "--overlay <name>",
        "values of a named overlay of the profile or the configuration; a later one wins",
      )
        .argParser(collectList),
    )
    .addOption(
      option(
        "--api <generation>",
        "generation of the API to speak: auto asks the server, recorded sends every step as it is (default: auto)",
      ).choices(["auto", "rq-engine", "legacy", "recorded"] as const),
    )
    .addOption(
      option(
        "--sandbox <kind>",
        "how the run is made that the play works in (default: filesystem where the playback root is, else create)",
      ).choices(["filesystem", "fork", "create"] as const),
    )
    .addOption(option("--fork-from <run>", "the run that the server forks into the sandbox"))
    .addOption(option("--playback-run-root <dir>", "folder of sandboxes that the server shares"))
    .addOption(option("--keep", "keep the sandbox also after a pass"))
    .addOption(option("--scratch <dir>", "scratch space"))
    .optionsGroup("As whom:")
    .addOption(option("--env-file <file>", "ADMIN_EMAIL and ADMIN_PASSWORD (default: docker/.env)"))
    .addOption(
      option("--cookie-file <file>", "cookies in place of a login: a Cookie header, or Netscape's format"),
    )
    .addOption(option("--bearer-file <file>", "an rq-engine token in place of a login"))
    .addOption(option("--login-url <url>", "where to log in, when --base-url is an internal address"))
    .addOption(
      option("--users-file <file>", "credentials of each user of a recording (PROFILE_USER_<NAME>_EMAIL=…)"),
    )
    .addOption(
      option(
        "--secrets-file <file>",
        "values of {{secret.NAME}}, one NAME=value a line (or PROFILE_SECRET_NAME)",
      ),
    )
    .addOption(option("--ca <file>", "certificate of a private authority to trust (PEM)"))
    .optionsGroup("How long:")
    .addOption(option("--connect-timeout <duration>", "how long a connection may take (10s)"))
    .addOption(option("--request-timeout <duration>", "how long the server may be silent (60s)"))
    .addOption(
      option("--worker-timeout <duration>", "how long a queued job may wait for a worker at the start"),
    )
    .addOption(option("--job-timeout <duration>", "limit of every job, in place of what the steps say"))
    .addOption(
      option(
        "--busy-timeout <duration>",
        "how long a change waits for a run that another job holds (default: 2m)",
      ),
    )
    .addOption(
      option(
        "--poll-limit <n|off>",
        "polls of jobs a minute, all plays together (default: 390; the server takes 400)",
      ),
    )
    .addOption(
      option(
        "--pace <pace>",
        "think times of the recording: fast (none, the default), recorded, or 2x, so many times as fast",
      ),
    )
    .addOption(option("--concurrency <n>", "so many reads of one burst at once (default: 1)"))
    .addOption(
      option(
        "--slow-factor <factor>",
        "warn of a step that takes more than this factor of the median of past plays (default: 3; 0: never)",
      ),
    )
    .addOption(option("--no-cancel", "let jobs of a play that is stopped with Ctrl-C go on"))
    .optionsGroup("What else:")
    .addOption(
      option("--then <check>", "when the steps are done: fork or archive (repeatable)").argParser(
        (word: string, before: string[] | undefined): string[] => [...before ?? [], word],
      ),
    )
    .addOption(option("--undisturbify", "fork the run as it would be without the fire"))
    .addOption(option("--target-runid <id>", "id of the forked run (default: profile;;fork;;<id>)"))
    .addOption(option("--archive-comment <text>", "comment of the archive (the server keeps 40 characters)"))
    .addOption(option("--trace-code", "send X-Profile-Trace: <slug>, so that the server counts its coverage"))
    .addOption(
      option(
        "--job-command <command>",
        "runs the jobs of profiles with rq_required: false; {{job}}, {{run_id}}, {{payload_file}} are filled in",
      ),
    )
    .addOption(option("--dry-run", "say what would be done, send nothing"))
    .optionsGroup("Reports:")
    .addOption(githubOption())
    .addOption(option("--bundle-zip", "pack the bundle of a play that did not pass, too"))
    .action(async (names, options, command) => {
      const { playAll } = await import("../play_all.ts");
      const { baseUrl, embedded, ...rest } = options;
      const target = chooseTarget(command as unknown as Command, baseUrl, embedded);
      const asked = askedWords(command as unknown as Command);
      const again = [...placeWords(command as unknown as Command), ...asked.map(shellWord)];
      await playAll(names, { ...rest, target, asked, again, reports: reportFiles(options) }, context);
    });
  for (const reporter of reportOptions()) command.addOption(reporter);
  command.optionsGroup("When it has ended:");
  for (const notice of noticeOptions()) command.addOption(notice);
  return command;
}

function listOf(text: string, before: string[] | undefined): string[] {
  return [...before ?? [], ...text.split(",").map((word) => word.trim()).filter((word) => word !== "")];
}

/** Where it is played and with what laid over it, as typed. */
function placeWords(command: Command): string[] {
  const typed = (name: string) => command.getOptionValueSource(name) === "cli";
  const values = command.opts() as Record<string, unknown>;
  const overlays = [values["overlay"] ?? []].flat().flatMap((name) => ["--overlay", shellWord(String(name))]);
  return [
    ...(typed("baseUrl") ? [`--base-url ${shellWord(String(values["baseUrl"]))}`] : []),
    ...(typed("embedded") ? ["--embedded"] : []),
    ...(typed("overlay") ? overlays : []),
  ];
}

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
