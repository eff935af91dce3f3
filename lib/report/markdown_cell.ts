/** Text inside of Markdown tables. */
import { oneLine } from "./plain_text.ts";

/** Text in a cell: nothing of it is Markdown or HTML. */
export function cell(text: string): string {
  return oneLine(text, 200).replace(/[\\`*_{}[\]<>#|&~!]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Text in a cell as code. */
export function code(text: string): string {
  return `<code>${cell(text)}</code>`;
}
