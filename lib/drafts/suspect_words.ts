/** Do the words of a suspect still stand in a text? */
import { plainForms } from "../redact/literals.ts";

/** White space as it is, and as JSON writes it in a string, and in a string of a string. */
const SPACE = /(?:\s|\\+[nrt])+/g;

/**
 * True when the text holds the words, as they are or escaped for JSON, YAML, addresses and forms. Long ones are listed
 * by their beginning, with one blank for every white space.
 */
export function holdsWords(text: string, words: string): boolean {
  const begin = words.replace(/…$/, "");
  const twice = JSON.stringify(JSON.stringify(begin).slice(1, -1)).slice(1, -1);
  const forms = [...plainForms(begin), twice];
  if (forms.some((form) => text.includes(form))) return true;
  const plain = text.replace(SPACE, " ");
  return forms.some((form) => plain.includes(form));
}
