/** The job of a step: its tree with states and durations as the server told them last, and its traceback. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { isObject, parseJson } from "../../model/json.ts";
import type { JobReport } from "../../model/report.ts";
import { formatDuration } from "../../text/duration.ts";
import { plainText } from "../plain_text.ts";
import { heading, textBox } from "./parts.ts";
import { pathOf } from "./exchange.ts";
import type { Exchange } from "./transcript.ts";
import { badge } from "./verdict.ts";
import type { PlayView } from "./view.ts";

/** Jobs of a tree that are shown, how deep, and characters of a traceback. */
const MOST_JOBS = 200;
const DEEPEST = 12;
const MOST_TRACEBACK = 30_000;

/** The job as a part of its step. */
export function jobPart(job: JobReport, exchanges: readonly Exchange[], view: PlayView): Html {
  const node = lastNode(job.job_id, exchanges);
  return markup`<section class="job">${heading(view.level + 3, "Job")}${
    node === undefined
      ? toldTree(job)
      : markup`<ul class="jobs">${treeItem(node, "", 0, { left: MOST_JOBS })}</ul>`
  }${
    job.traceback === undefined
      ? undefined
      : textBox(view.bodies.take(job.traceback, MOST_TRACEBACK), "Traceback")
  }</section>`;
}

/** What the server told of the job last, the whole tree before its state alone. */
function lastNode(id: string, exchanges: readonly Exchange[]): Record<string, unknown> | undefined {
  for (const endpoint of ["jobinfo", "jobstatus"]) {
    const told = exchanges.findLast(({ request, response }) =>
      response.status === 200 && pathOf(request.url).split("?")[0]?.endsWith(`/${endpoint}/${id}`)
    );
    const node = told && parseJson(told.response.content.text);
    if (isObject(node)) return node;
  }
  return undefined;
}

/** The tree as the report has it. */
function toldTree({ job_id, status, tree }: JobReport): Html {
  const line = markup`<p>${stateBadge(status)} <code>${job_id}</code></p>`;
  return tree === undefined
    ? line
    : markup`${line}${textBox({ text: tree.join("\n"), left: 0 }, "Tree of the job")}`;
}

function treeItem(node: unknown, stage: string, depth: number, room: { left: number }): Part {
  if (room.left-- === 0) return markup`<li class="dim">and more</li>`;
  if (room.left < 0) return undefined;
  const place = stage === "" ? undefined : markup`<span class="dim">stage ${stage}</span> `;
  if (!isObject(node)) return markup`<li>${place}<span class="dim">expired</span></li>`;
  const id = textOf(node["job_id"]) ?? textOf(node["id"]);
  const took = durationOf(node);
  const children = isObject(node["children"]) && depth < DEEPEST ? node["children"] : {};
  const stages = Object.keys(children).sort((a, b) => Number(a) - Number(b));
  return markup`<li>${place}${stateBadge(textOf(node["status"]) ?? "unknown")} ${
    took === undefined ? undefined : markup`<span class="took">${formatDuration(took)}</span> `
  }<code>${textOf(node["description"]) ?? id}</code>${
    stages.length === 0
      ? undefined
      : markup`<ul>${
        stages.map((key) =>
          [children[key]].flat().map((child: unknown) => treeItem(child, key, depth + 1, room))
        )
      }</ul>`
  }</li>\n`;
}

function stateBadge(state: string): Html {
  const verdict = state === "finished"
    ? "passed"
    : ["failed", "stopped", "canceled"].includes(state)
    ? "failed"
    : "skipped";
  return badge(verdict, state);
}

/** Ms from start to end, where both are known. */
function durationOf({ started_at, ended_at }: Record<string, unknown>): number | undefined {
  const [start = NaN, end = NaN] = [started_at, ended_at].map((time) =>
    // Python writes a blank where ISO 8601 has a T.
    Date.parse(String(time).replace(" ", "T"))
  );
  return end >= start ? end - start : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? plainText(value) : undefined;
}
