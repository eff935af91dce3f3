/** Moments: nothing that a built-in rule looks for. They are in every event, and never the same twice. */

/** A moment as text. */
export const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?$/;

const [ZERO, NINE, DASH, COLON, DOT, PLUS, T, Z] = [48, 57, 45, 58, 46, 43, 84, 90];
/** Where the first 19 bytes are no digits. */
const MARKS: readonly (number | undefined)[] = Object.assign(new Array(19).fill(undefined), {
  4: DASH,
  7: DASH,
  10: T,
  13: COLON,
  16: COLON,
});
const SHORTEST = MARKS.length;
const LONGEST = SHORTEST + 7 + 6;

/** What {@link MOMENT} tells of text, told of bytes that were not decoded. */
export function isMoment(bytes: Uint8Array): boolean {
  const { length } = bytes;
  if (length < SHORTEST || length > LONGEST) return false;
  for (let at = 0; at < SHORTEST; at++) {
    const mark = MARKS[at];
    if (mark === undefined ? !isDigit(bytes[at]) : bytes[at] !== mark) return false;
  }
  let at = SHORTEST;
  if (bytes[at] === DOT) {
    const first = ++at;
    while (isDigit(bytes[at])) at++;
    if (at === first || at > first + 6) return false;
  }
  if (at === length || (bytes[at] === Z && at === length - 1)) return true;
  return (bytes[at] === PLUS || bytes[at] === DASH) && length === at + 6 && bytes[at + 3] === COLON &&
    isDigit(bytes[at + 1]) && isDigit(bytes[at + 2]) && isDigit(bytes[at + 4]) && isDigit(bytes[at + 5]);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
