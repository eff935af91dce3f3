/** Endings of the text files of a run. */
export const TEXT_TYPES: ReadonlySet<string> = new Set([
  ".csv",
  ".txt",
  ".dat",
  ".run",
  ".slp",
  ".cli",
  ".sol",
  ".man",
  ".out",
  ".prn",
  ".par",
  ".inp",
]);
