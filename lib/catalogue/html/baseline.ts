/** What a profile is compared with: kept files, how they are kept, who accepted them. */
import { type Html, markup } from "../../html/markup.ts";
import type { ShownBaseline } from "../../profiles/show.ts";
import { formatBytes } from "../../text/bytes.ts";
import { counted } from "../../text/counted.ts";
import type { CatalogueProfile } from "../document.ts";
import type { ProfileDetail } from "../profile.ts";
import { rows, section } from "./frame.ts";
import { minute } from "./words.ts";

/** The section. */
export function baselineSection(
  { slug, baseline }: CatalogueProfile,
  detail: ProfileDetail,
): Html | undefined {
  const { content, baseline_files, baseline_more } = detail;
  if (content === undefined) return undefined;
  return section("baseline", "Baseline", [
    baseline === null && content.baseline === null
      ? markup`<p>None yet: play the profile, then accept its outputs.</p><pre>profile update-baseline ${slug} --all --reason "first"</pre>`
      : markup`<p>${baselineWords(content.baseline)}${
        baseline?.server_version !== undefined && `, server version ${baseline.server_version}`
      }.</p>`,
    Object.entries(content.overlay_baselines).map(([overlay, of]) =>
      markup`<p>Of overlay ${overlay}: ${baselineWords(of)}.</p>`
    ),
    baseline_files.length > 0 &&
    rows(
      "Files of the baseline",
      ["File", "Size", "Kept as", "Accepted", "By", "Why"],
      baseline_files.map(({ path, size, kept, accepted }) => [
        markup`<code>${path}</code>`,
        formatBytes(size),
        kept,
        minute(accepted.at),
        accepted.by,
        accepted.reason,
      ]),
    ),
    baseline_more > 0 &&
    markup`<p class="dim">and ${counted(baseline_more, "more file")} in its manifest.</p>`,
  ]);
}

function baselineWords(baseline: ShownBaseline | string | null): string {
  if (baseline === null) return "none";
  if (typeof baseline === "string") return baseline;
  const { files, kept, bytes, target, accepted } = baseline;
  return `${counted(files, "file")} (${formatBytes(bytes)}, ${kept} kept whole), taken on ${target}` +
    (accepted === "" ? "" : `; last accepted ${accepted}`);
}
