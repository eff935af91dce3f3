/** Tables as CSV, written and read. */

/** CSV with a header line from the keys of the first row. Values hold no commas or quotes here. */
export function writeCsv<T extends object>(
  rows: readonly T[],
  columns: readonly (keyof T & string)[],
): string {
  const lines = rows.map((row) => columns.map((column) => quote(String(row[column] ?? ""))).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

/** Rows of a CSV by column name; whatever looks like a number is one. */
export function readCsv(text: string): Record<string, string | number>[] {
  const [head, ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const columns = split(head ?? "");
  return lines.map((line) =>
    Object.fromEntries(split(line).map((value, index) => [columns[index] ?? `column_${index}`, typed(value)]))
  );
}

function quote(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function split(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, -1)
    .map(([, value]) => value ?? "")
    .concat(line.endsWith(",") ? [""] : [])
    .map((value) => value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
}

function typed(value: string): string | number {
  return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}
