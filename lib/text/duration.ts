/** Durations as people write them: `500ms`, `90s`, `15m`, `2h`. */

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/**
 * Milliseconds of a duration.
 *
 * @throws RangeError when the text is not a number with ms, s, m or h
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const [, number, unit] = match ?? [];
  if (number === undefined || unit === undefined) {
    throw new RangeError(`Cannot read the duration "${text}": use a number with ms, s, m or h`);
  }
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}

/** A duration for people: `840 ms`, `12.4 s`, `3 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min ${String(rest).padStart(2, "0")} s`;
}
