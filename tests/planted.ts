/** The secrets that were planted in the shared recordings. */

/** Kinds of planted text that only a person can tell from other words; the redactor leaves them. */
const NO_SECRET = /^(?:person name|account name|host name|server path|path):/;

/**
 * Every planted secret in every form: as listed, JSON-escaped once and twice, percent-encoded, base64.
 *
 * @param text content of PLANTED.txt
 */
export function plantedLiterals(text: string): string[] {
  const forms = new Set<string>();
  for (const entry of text.split(/\n\n/).slice(1)) {
    const [head = "", ...rest] = entry.split("\n");
    const literal = head.slice(head.indexOf(": ") + 2);
    if (NO_SECRET.test(head) || literal === "") continue;
    const once = JSON.stringify(literal).slice(1, -1);
    for (
      const form of [
        literal,
        once,
        JSON.stringify(once).slice(1, -1),
        encodeURIComponent(literal),
        encodeURIComponent(encodeURIComponent(literal)),
        btoa(literal),
        ...(literal.startsWith("session=") ? [literal.slice(8)] : []),
        ...rest.flatMap((line) => /^ {4}[^ :]+: (.+)$/.exec(line)?.[1] ?? []),
      ]
    ) forms.add(form);
  }
  return [...forms];
}
