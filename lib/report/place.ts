/** A place in a file, as reports write it: `file:line:column`. */

/** The parts of a place. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/** Reads `file:line:column`, `file:line` or a file alone; the file may hold colons. */
export function parsePlace(text: string): Place {
  const [, file = text, line, column] = /^(.*?)(?::(\d+))?(?::(\d+))?(?: \(byte \d+\))?$/s.exec(text) ?? [];
  return {
    file,
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
  };
}
