/** Sizes as people read and write them, in powers of a thousand. */

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `812 B`, `12.3 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/**
 * Bytes of a size: `500kB`, `100MB`, `2GB`, `1048576`, or `never` for Infinity.
 *
 * @throws RangeError when it cannot be read
 */
export function parseBytes(text: string): number {
  if (text === "never") return Infinity;
  const [, number, unit = "B"] = /^(\d+(?:\.\d+)?) ?([kKMGT]?B)?$/.exec(text) ?? [];
  const power = UNITS.findIndex((known) => known.toLowerCase() === unit.toLowerCase());
  if (number === undefined || power === -1) {
    throw new RangeError(`Cannot read the size "${text}": use a number with kB, MB or GB`);
  }
  return Math.round(Number(number) * 1000 ** power);
}
