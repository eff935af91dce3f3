/** What a play was made with: program, options, overlays, profile; and what the server was asked. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { counted } from "../../text/counted.ts";
import { formatDuration } from "../../text/duration.ts";
import { facts, heading } from "./parts.ts";
import { prettyJson } from "./pretty.ts";
import type { PlayView } from "./view.ts";

/** The section. */
export function environmentSection({ report, level, prefix }: PlayView): Html {
  const { program, asked = [], source, sandbox, shard, polls, renewals = 0, slower = [] } = report;
  const id = `${prefix}environment`;
  return markup`<section aria-labelledby="${id}">${heading(level + 1, "Environment", id)}${
    facts([
      ["Program", program && `profile ${program}`],
      ["Options", asked.length > 0 && markup`<code>${asked.join(" ")}</code>`],
      ["Steps of the profile", source.steps_sha256 && markup`<code>sha256 ${source.steps_sha256}</code>`],
      ["Derived from", source.derived && `${source.derived.kind}: ${source.derived.log}`],
      ["Baseline set", source.baseline?.set],
      ["Outputs read from", sandbox?.outputs === "http" ? "the server" : sandbox?.outputs],
      ["Shard", shard && `${shard.index} of ${shard.count}, ${counted(shard.profiles, "profile")} together`],
      ["Polls", polls && `${polls.sent} sent, ${polls.limited} answered 429, ${polls.lost} not answered`],
      ["Renewals", renewals > 0 && `${counted(renewals, "time")} a new session or token`],
      [
        "Slower than before",
        slower.map(({ step, before_ms, ms }) =>
          `${step} ${formatDuration(before_ms)} → ${formatDuration(ms)}`
        ).join(", "),
      ],
    ])
  }${overlayTable(report.overlay_changes ?? [])}</section>`;
}

function overlayTable(changes: NonNullable<PlayView["report"]["overlay_changes"]>): Part {
  if (changes.length === 0) return undefined;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Changes of overlays"><table><caption>What overlays changed</caption>
<thead><tr><th scope="col">Overlay</th><th scope="col">Field</th><th scope="col">Profile</th><th
scope="col">Played</th></tr></thead><tbody>${
    changes.map(({ overlay, field, before, after }) =>
      markup`<tr><td>${overlay}</td><td><code>${field}</code></td><td>${
        before === undefined ? "" : prettyJson(before)
      }</td><td>${prettyJson(after)}</td></tr>\n`
    )
  }</tbody></table></div>`;
}
