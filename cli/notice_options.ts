/** Options of notices and of publishing, for commands that end with a verdict over plays. */
import type { NotifyOn } from "../lib/settings/config.ts";
import { option } from "./options.ts";

/** Options as the command line gives them. */
export interface NoticeFlags {
  notifyCommand?: string | undefined;
  notifyOn?: NotifyOn | undefined;
  notifyTimeout?: string | undefined;
  publishCommand?: string | undefined;
  publishTimeout?: string | undefined;
}

/** The options, for a command that ends with a verdict over plays. */
export function noticeOptions() {
  return [
    option(
      "--notify-command <command>",
      "tell this program how it ended, as text on its standard input; {summary}, {verdict}, {report}, {dir} are filled in",
    ),
    option(
      "--notify-on <when>",
      "tell it when something did not pass, always, or when a verdict changed (failure)",
    )
      .choices(["failure", "always", "change"] as const),
    option("--notify-timeout <duration>", "how long it may take (60s)"),
    option("--publish-command <command>", "hand the folder of the report, {dir}, to this program"),
    option("--publish-timeout <duration>", "how long it may take (10m)"),
  ];
}
