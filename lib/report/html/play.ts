/** All parts of one play, in the order in which somebody asks for them. */
import { markup, type Part } from "../../html/markup.ts";
import { artifactsSection } from "./artifacts.ts";
import { comparisonsSection } from "./comparisons.ts";
import { environmentSection } from "./environment.ts";
import { expectationsSection } from "./expectations.ts";
import { firstFailure } from "./first.ts";
import { playDetails, playHead } from "./head.ts";
import { stepsSection } from "./steps.ts";
import type { PlayView } from "./view.ts";

/** The play as a part of a page. */
export async function playPart(view: PlayView): Promise<Part> {
  const parts = markup`${stepsSection(view)}
${expectationsSection(view)}
${await comparisonsSection(view)}
${environmentSection(view)}
${artifactsSection(view)}`;
  return markup`<article class="play" aria-labelledby="${view.prefix}play">${playHead(view)}
${firstFailure(view)}
${playDetails(view)}
${
    view.brief
      ? markup`<details class="more"><summary>Steps, comparisons and files</summary>${parts}</details>`
      : parts
  }
</article>`;
}
