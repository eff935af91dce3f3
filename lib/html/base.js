// @ts-check
/// <reference lib="dom" />
// What all pages do: the theme button, and tables that sort by a click on their head.

const root = document.documentElement;
/** @type {Storage | undefined} */
let storage;
try {
  storage = globalThis.localStorage;
} catch {
  // Pages from a disk may have none.
}
const kept = storage?.getItem("profile-theme");
if (kept === "dark" || kept === "light") root.dataset.theme = kept;

for (const button of document.querySelectorAll("button[data-theme-switch]")) {
  const isDark = () =>
    (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) ===
      "dark";
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  show();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    storage?.setItem("profile-theme", root.dataset.theme);
    show();
  });
}

for (
  const table
    of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("table[data-sortable]"))
) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (button === null) return;
    button.addEventListener("click", () => {
      const upwards = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", upwards ? "ascending" : "descending");
      for (const body of table.tBodies) {
        const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
        rows.sort((a, b) => compare(a.key, b.key) * (upwards ? 1 : -1));
        body.append(...rows.map(({ row }) => row));
      }
    });
  });
}

/**
 * What a cell sorts by: `data-sort`, or its text.
 * @param {HTMLTableCellElement | undefined} cell
 */
function keyOf(cell) {
  const text = cell?.dataset.sort ?? cell?.textContent?.trim() ?? "";
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : text;
}

/**
 * Numbers before words, words as people order them.
 * @param {number | string} a
 * @param {number | string} b
 */
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return a.localeCompare(b, "en", { numeric: true });
}
