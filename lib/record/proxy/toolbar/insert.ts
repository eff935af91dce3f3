/** Puts the toolbar's script into an HTML page as it streams by; everything else stays as it is. */
import { scanHead } from "./head_scan.ts";

/** How a page is changed. */
export interface InsertRules {
  /** What is inserted: ASCII only, so that it means the same in every encoding that has ASCII in it. */
  html: string;
  /** Whether a header names the encoding. */
  charsetKnown: boolean;
  /** Adapts the policy of a meta tag. */
  policy(value: string): string;
}

/** A page on its way, as text in which each character is one byte of the decoded body (latin1). */
export interface HtmlInserter {
  /** Takes the next piece, cut anywhere; gives what can go out. */
  push(piece: string): string;
  /** The rest, once. */
  end(): string;
}

/** A head longer than this is passed on as it is, and the script goes to the end of the page. */
export const LONGEST_HEAD = 256 * 1024;

/**
 * Starts a page. What comes out does not depend on how the page was cut into pieces.
 *
 * @example
 * ```ts
 * import { insertInto } from "./insert.ts";
 * const page = insertInto({ html: "<script></script>", charsetKnown: true, policy: (value) => value });
 * page.push("<p>Hi") + page.end(); // "<script></script><p>Hi"
 * ```
 */
export function insertInto(rules: InsertRules): HtmlInserter {
  let waiting = "";
  let scanned = 0;
  let state: "head" | "passing" | "append" = "head";

  function settle(done: boolean): string {
    const full = waiting.length >= LONGEST_HEAD;
    const scan = scanHead(waiting.slice(0, LONGEST_HEAD), { ...rules, done });
    if (scan === undefined && !full) return "";
    const text = waiting;
    waiting = "";
    if (scan === undefined) {
      state = "append";
      return text;
    }
    state = "passing";
    if (scan.at === "nowhere") return text;
    const at = scan.at === "end" ? text.length : scan.at;
    const edits = [...scan.edits, { start: at, end: at, text: rules.html }].sort((a, b) => a.start - b.start);
    let out = "";
    let position = 0;
    for (const edit of edits) {
      out += text.slice(position, edit.start) + edit.text;
      position = edit.end;
    }
    return out + text.slice(position);
  }

  return {
    push(piece) {
      if (state !== "head") return piece;
      waiting += piece;
      // Read again only when there is a good deal more: a page in tiny pieces must not cost the square of its length.
      if (waiting.length < Math.min(2 * scanned, LONGEST_HEAD)) return "";
      scanned = waiting.length;
      return settle(false);
    },
    end() {
      const out = state === "head" ? settle(true) : "";
      return state === "append" ? out + rules.html : out;
    },
  };
}
