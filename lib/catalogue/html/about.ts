/** What a profile is: metadata, what it needs, overlays, notes, README. */
import { type Html, markup, type Part } from "../../html/markup.ts";
import { needsOf } from "../../profiles/show_lines.ts";
import { formatBytes } from "../../text/bytes.ts";
import type { CatalogueProfile } from "../document.ts";
import type { ProfileDetail } from "../profile.ts";
import { section } from "./frame.ts";
import { lfsWords } from "./profiles_table.ts";
import { minute } from "./words.ts";

/** The section. */
export function aboutSection(profile: CatalogueProfile, { content, recorded, readme }: ProfileDetail): Html {
  const { owner, config, api, recorded_at, promoted_at, changed_at, bytes, files, lfs, kind } = profile;
  const time = (iso: string | undefined) => iso === undefined ? undefined : `${minute(iso)} UTC`;
  const needs = content === undefined ? [] : needsOf(content);
  return section("about", "About", [
    content !== undefined && content.notes.trim() !== "" &&
    markup`<p class="notes">${content.notes.trim()}</p>`,
    markup`<dl class="facts">${
      facts([
        ["Kind", kind === "profile" ? undefined : "WEPPcloud's own recording, without a profile.yaml"],
        ["Owner", owner],
        ["Config", config],
        ["API", api],
        [
          "Recorded",
          recorded_at === undefined && recorded === undefined ? undefined : [
            time(recorded_at),
            recorded !== undefined &&
            markup`<small>run <code>${recorded.run_id}</code>${
              recorded.source !== undefined && `, ${recorded.source}`
            }</small>`,
          ],
        ],
        ["Promoted", time(promoted_at)],
        ["Last changed", time(changed_at)],
        ["On disk", [`${formatBytes(bytes)} in ${files} files`, lfsWords(lfs)]],
        [
          "Needs",
          needs.length === 0 ? undefined : needs.map((words) => markup`<span class="line">${words}</span>`),
        ],
        ["Variables", pairs(content?.variables ?? {})],
        ...Object.entries(content?.overlays ?? {}).map(([name, changes]): Fact => [
          `Overlay ${name}`,
          changes.length === 0 ? "changes nothing" : changes.join(", "),
        ]),
      ])
    }</dl>`,
    readme.trim() !== "" &&
    markup`<details class="readme"><summary>README.md</summary><pre>${readme.trimEnd()}</pre></details>`,
  ]);
}

type Fact = [name: string, value: Part];

function facts(all: readonly Fact[]): Html[] {
  return all.filter(([, value]) => value !== undefined)
    .map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`);
}

function pairs(variables: Readonly<Record<string, unknown>>): Part {
  const entries = Object.entries(variables);
  return entries.length === 0
    ? undefined
    : entries.map(([name, value]) => markup`<code class="line">${name}=${JSON.stringify(value)}</code>`);
}
