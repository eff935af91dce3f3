/** The secrets that were planted in the shared recordings. */

/**
 * Every planted literal in every form: as listed, JSON-escaped once and twice, percent-encoded, base64 (alone, and
 * what is certain to show of it inside base64 of a longer text).
 *
 * @param text content of PLANTED.txt
 */
export function plantedLiterals(text: string): string[] {
  const forms = new Set<string>();
  for (const entry of text.split(/\n\n/).slice(1)) {
    const [head = "", ...rest] = entry.split("\n");
    const literal = head.slice(head.indexOf(": ") + 2);
    if (literal === "") continue;
    const listed = rest.flatMap((line) => /^ {4}[^ :]+: (.+)$/.exec(line)?.[1] ?? []);
    const cookie = literal.startsWith("session=") ? [literal.slice(8)] : [];
    for (const form of [...writtenForms(literal), ...cookie, ...listed]) forms.add(form);
  }
  return [...forms];
}

/** A literal in every form in which something may write it. */
export function writtenForms(literal: string): string[] {
  const once = JSON.stringify(literal).slice(1, -1);
  return [
    literal,
    once,
    JSON.stringify(once).slice(1, -1),
    encodeURIComponent(literal),
    encodeURIComponent(encodeURIComponent(literal)),
    encodeURIComponent(once),
    literal.replaceAll(" ", "+"),
    ...insideBase64(literal),
  ];
}

function insideBase64(literal: string): string[] {
  const shifted = [0, 1, 2].map((shift) =>
    btoa("\0".repeat(shift) + literal).slice(Math.ceil(shift * 8 / 6)).replace(/=+$/, "").slice(0, -1)
  );
  const long = shifted.filter((form) => form.length >= 8);
  return [...long, ...long.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}
