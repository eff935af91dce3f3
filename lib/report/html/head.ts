/** The top of a play: the verdict first, then what was played, where and when. */
import { notMatchedCounts } from "../../compare/told.ts";
import { type Html, markup, type Part } from "../../html/markup.ts";
import { formatDuration } from "../../text/duration.ts";
import { copyable, facts, heading } from "./parts.ts";
import { badge, isBad } from "./verdict.ts";
import type { PlayView } from "./view.ts";

/** Verdict, name and figures. */
export function playHead({ report, level, prefix }: PlayView): Html {
  const { verdict, profile, title, summary } = report;
  return markup`<header class="play-head">
<p class="verdict">${badge(verdict)} <span class="dim">${summary}</span></p>
${heading(level, profile, `${prefix}play`)}${title !== undefined && markup`<p class="title">${title}</p>`}
${tiles(report)}</header>`;
}

/** Where and when it was played, the command that goes on, notes and warnings. */
export function playDetails({ report }: PlayView): Html {
  const { rerun, notes, steps, overlay } = report;
  const warnings = steps.flatMap(({ id, warnings = [] }) => warnings.map((one) => `${id}: ${one}`));
  return markup`${
    facts([
      ["Target", report.target],
      ["Overlay", overlay ?? undefined],
      ["Started", markup`<time datetime="${report.started_at}">${timeWords(report.started_at)}</time>`],
      ["Sandbox", sandboxWords(report)],
      ["Profile", report.source.file !== "" && markup`<code>${report.source.file}</code>`],
      ["Goes on with", report.resumed && markup`<code>${report.resumed.result}</code>`],
    ])
  }${
    rerun !== undefined &&
    markup`<p class="dim rerun">To go on from here:</p>${copyable(rerun, "command to go on")}`
  }${
    notes.length + warnings.length > 0 && markup`<ul class="notes">${
      notes.map((note) => markup`<li>${note}</li>`)
    }${warnings.map((one) => markup`<li>${badge("incomplete", "warning")} ${one}</li>`)}</ul>`
  }`;
}

/** How much was done and held. */
function tiles(
  report: PlayView["report"],
): Html {
  const { counts: { steps, comparisons, unchecked = 0 }, expectations, duration_ms, verdict } = report;
  const held = expectations.filter((one) => one.verdict === "passed").length;
  const missed = expectations.some((one) => isBad(one.verdict));
  const tile = (name: string, value: Part, more: string, look = "") =>
    markup`<div class="tile ${look}"><dt>${name}</dt><dd><b>${value}</b> <span class="dim">${more}</span></dd></div>\n`;
  const of = (passed: number, planned: number) => planned === 0 ? "none" : `${passed} of ${planned}`;
  return markup`<dl class="tiles">${
    tile(
      "Steps passed",
      of(steps.passed, steps.planned),
      words([[steps.failed, "failed"], [steps.skipped, "not run"], [steps.optional, "optional left out"]]),
      steps.planned > 0 && steps.passed < steps.planned ? "bad" : "",
    )
  }${
    tile(
      "Comparisons matched",
      of(comparisons.passed, comparisons.planned),
      [
        ...notMatchedCounts(report.comparisons),
        words([[comparisons.planned - comparisons.ran, "not compared"]]),
      ].filter((text) => text !== "").join(", "),
      comparisons.passed < comparisons.planned && verdict !== "passed" ? "bad" : "",
    )
  }${
    tile(
      "Expectations held",
      of(held, expectations.length + unchecked),
      words([[unchecked, "not checked"]]),
      missed || (unchecked > 0 && verdict !== "passed") ? "bad" : "",
    )
  }${tile("Duration", formatDuration(duration_ms), "")}</dl>`;
}

function words(pairs: readonly (readonly [number, string])[]): string {
  return pairs.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`).join(", ");
}

function sandboxWords({ sandbox }: PlayView["report"]): Part {
  if (sandbox === null) return undefined;
  const { run_id, dir, mode, why, removed } = sandbox;
  return [
    markup`<code>${run_id}</code>`,
    mode !== undefined && ` ${mode}${why === undefined ? "" : ` (${why})`}`,
    removed === true ? ", removed after the pass" : removed === false ? ", kept" : "",
    dir !== null && markup` in <code>${dir}</code>`,
  ];
}

/** `2026-11-23 15:23:54 UTC`. */
export function timeWords(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
