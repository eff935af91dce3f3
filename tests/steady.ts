/** Output without what is another at every run, for comparing guides with what the binary prints. */

/** Times, sizes on disk, ids and time stamps become `#`. */
export function steady(text: string): string {
  const varies =
    /~~~|\b\d+ ms\b|\b\d+\.\d s\b|\b\d+\.\d kB\b|\b[0-9a-f]{32}\b|\d{8}T\d{6}(?:\.\d{3}Z|-[0-9a-f]{8})|\d{4}-\d\d-\d\dT[\d:.]+Z/g;
  return text.replace(varies, "#").replaceAll("$ROOT/", "").trim();
}
