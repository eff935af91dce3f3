/** The last decisions of a profile's ledger. */
import { type Html, markup } from "../../html/markup.ts";
import { oneLine } from "../../report/plain_text.ts";
import { counted } from "../../text/counted.ts";
import type { ProfileDetail } from "../profile.ts";
import { rows, section } from "./frame.ts";
import { minute } from "./words.ts";

/** Longer texts are cut, characters. */
const LONGEST = 300;

/** The section. */
export function ledgerSection({ ledger, ledger_more }: ProfileDetail): Html | undefined {
  if (ledger.length === 0) return undefined;
  return section("ledger", "Ledger", [
    rows(
      "Last decisions",
      ["When", "By", "Decision", "About", "Why"],
      ledger.map(({ at, by, who, decision, subject, reason, more }) => [
        minute(at),
        [by, who !== undefined && markup`<small>${who}</small>`],
        decision,
        [
          markup`<code>${oneLine(subject, LONGEST)}</code>`,
          more > 0 && markup`<small>and ${more} more, for the same reason</small>`,
        ],
        oneLine(reason, LONGEST),
      ]),
    ),
    ledger_more > 0 &&
    markup`<p class="dim">and ${counted(ledger_more, "earlier decision")} in ledger.jsonl.</p>`,
  ]);
}
