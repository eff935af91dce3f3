/** `profile record …`: each sub-command is one file here. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../../context.ts";
import { importCommand } from "./import.ts";
import { startCommand, statusCommand, stopCommand } from "./marks.ts";
import { proxyCommand } from "./proxy.ts";
import { pruneCommand } from "./prune.ts";
import { tailCommand } from "./tail.ts";

export function recordCommand(context: Context) {
  return new Command("record")
    .summary("record what users do, and look after recordings")
    .description("Follows audit logs, marks captures, records browser sessions, and looks after recordings.")
    .addCommand(tailCommand(context))
    .addCommand(startCommand(context))
    .addCommand(stopCommand(context))
    .addCommand(statusCommand(context))
    .addCommand(proxyCommand(context))
    .addCommand(importCommand(context))
    .addCommand(pruneCommand(context));
}
