/** `profile doctor`: is everything there that a play needs, and what to do about what is not. */
import { Command, type Command as AnyCommand } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { collectList, option } from "../options.ts";

export function doctorCommand(context: Context) {
  return new Command("doctor")
    .summary("say what a play needs and lacks")
    .description(
      "Looks at everything that a play needs, says what is missing and what to do about it: configuration, data root, " +
        "disk, git and LFS, sandboxes that killed plays left; the server, its certificate and API, login, token, " +
        "workers, playback root. Nothing on the server is changed. Exit 0 also with warnings, 3 when something that is " +
        "needed is missing. --fix removes what is ours beyond doubt, and nothing else: a sandbox in use, one that is " +
        "kept with its result, and every folder that no play of this data root made stay.",
    )
    .addOption(option("--offline", "leave the server out"))
    .addOption(option("--fix", "mend what can be mended: remove sandboxes that killed plays left"))
    .optionsGroup("Where, as for play:")
    .addOption(option("--base-url <url>", "WEPPcloud to look at, or embedded"))
    .addOption(option("--embedded", "look at the embedded WEPPcloud"))
    .addOption(option("--embedded-fault <name...>", "let the embedded WEPPcloud fail in a named way"))
    .addOption(option("--overlay <name>", "a named overlay of the configuration").argParser(collectList))
    .addOption(option("--allow-production", "log in also at a host listed as production"))
    .addOption(option("--playback-run-root <dir>", "folder of sandboxes that the server shares"))
    .addOption(option("--scratch <dir>", "scratch space"))
    .optionsGroup("As whom:")
    .addOption(option("--env-file <file>", "ADMIN_EMAIL and ADMIN_PASSWORD (default: docker/.env)"))
    .addOption(option("--cookie-file <file>", "cookies in place of a login"))
    .addOption(option("--bearer-file <file>", "an rq-engine token in place of a login"))
    .addOption(option("--users-file <file>", "credentials of each user of a recording"))
    .addOption(option("--secrets-file <file>", "values of {{secret.NAME}}"))
    .addOption(option("--login-url <url>", "where to log in, when --base-url is an internal address"))
    .addOption(option("--ca <file>", "certificate of a private authority to trust (PEM)"))
    .optionsGroup("How long:")
    .addOption(option("--connect-timeout <duration>", "how long a connection may take (10s)"))
    .addOption(option("--request-timeout <duration>", "how long the server may be silent (60s)"))
    .action(async (flags, command) => {
      const { doctor } = await import("../doctor/doctor.ts");
      await doctor(flags, typedOptions(command as unknown as AnyCommand), context);
    });
}

/** Options of the command line itself, not of the environment, by their long names. */
function typedOptions(command: AnyCommand): Record<string, string> {
  const typed = command.options.filter((one) => command.getOptionValueSource(one.attributeName()) === "cli");
  const values = command.opts() as Record<string, unknown>;
  return Object.fromEntries(
    typed.map((one) => [one.name(), String([values[one.attributeName()]].flat().join(","))]),
  );
}
