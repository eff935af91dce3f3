/** Durations as people write them: `500ms`, `90s`, `15m`, `2h`; ages also `30d`. */

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

/** A time that goes on, short and without fractions: `12 s`, `1 m 05 s`, `15 m`, `2 h 05 m`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  const of = (rest: number, unit: string) => rest === 0 ? "" : ` ${String(rest).padStart(2, "0")} ${unit}`;
  if (hours > 0) return `${hours} h${of(minutes % 60, "m")}`;
  return minutes > 0 ? `${minutes} m${of(seconds % 60, "s")}` : `${seconds} s`;
}

/** How old something is, for people: `40 s`, `12 min`, `5 h 20 min`, `31 days`. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 1) return `${minutes} min`;
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

const DAY = 86_400_000;

/**
 * An age in ms: whole days, or any other duration.
 *
 * @param text `30d`, `12h`, `0d`, or `never` for Infinity
 * @throws RangeError when it cannot be read
 */
export function parseAge(text: string): number {
  if (text === "never") return Infinity;
  const days = /^(\d+(?:\.\d+)?)d$/.exec(text)?.[1];
  if (days !== undefined) return Number(days) * DAY;
  try {
    return parseDuration(text);
  } catch {
    throw new RangeError(`Cannot read the age "${text}": use a number with d, h, m or s, or never`);
  }
}
