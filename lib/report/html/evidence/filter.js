// @ts-check
/// <reference lib="dom" />
// Shows the cells of one column of a table.

for (const filter of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".ev-filter"))) {
  const select = filter.querySelector("select");
  const told = filter.querySelector("[role=status]");
  const part = filter.closest(".ev-cells");
  if (select === null || told === null || part === null) continue;
  const rows = /** @type {HTMLTableRowElement[]} */ ([...part.querySelectorAll("tr[data-group]")]);
  filter.hidden = false;
  select.addEventListener("change", () => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = select.value !== "" && row.dataset.group !== select.value;
      if (!row.hidden) shown++;
    }
    told.textContent = `${shown} of ${rows.length} cells are shown`;
  });
}
