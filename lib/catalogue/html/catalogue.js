// @ts-check
/// <reference lib="dom" />
// The index: search, filters and order of the table, kept in the address behind the #; times of the history's signs.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.filters"));
const table = /** @type {HTMLTableElement | null} */ (document.querySelector("table.profiles"));
if (form !== null && table !== null) start(form, table);
nameStrips();

/**
 * @param {HTMLFormElement} form
 * @param {HTMLTableElement} table
 */
function start(form, table) {
  form.hidden = false;
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => ({
    row,
    text: `${row.cells[0]?.textContent} ${row.cells[1]?.textContent} ${row.cells[7]?.textContent}`
      .toLowerCase(),
    /** @type {Record<string, string[]>} */
    values: {
      last: partsOf(row.dataset.last),
      need: partsOf(row.dataset.need),
      tag: partsOf(row.dataset.tag),
    },
  }));
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const chips = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll("button[data-field]")]);
  const search = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const sorter = /** @type {HTMLSelectElement} */ (form.elements.namedItem("sort"));
  const matches = form.querySelector(".matches");
  const none = /** @type {HTMLElement | null} */ (document.querySelector(".none"));
  const state = { q: "", last: new Set(), need: new Set(), tag: new Set(), sort: "" };
  const fields = /** @type {const} */ (["last", "need", "tag"]);

  const show = () => {
    const words = state.q.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let shown = 0;
    for (const { row, text, values } of rows) {
      const fits = words.every((word) => text.includes(word)) && anyOf(state.last, values.last) &&
        (state.need.has("any") ? values.need?.length !== 0 : anyOf(state.need, values.need)) &&
        [...state.tag].every((tag) => values.tag?.includes(tag));
      row.hidden = !fits;
      if (fits) shown++;
    }
    if (matches !== null) matches.textContent = `${shown} of ${rows.length} profiles`;
    if (none !== null) none.hidden = shown > 0;
    for (const chip of chips) {
      const field = /** @type {"last" | "need" | "tag"} */ (chip.dataset.field);
      chip.setAttribute("aria-pressed", String(state[field].has(chip.dataset.value)));
    }
    if (search.value !== state.q) search.value = state.q;
  };
  /** Puts the table into the order that the state names, by the buttons of its heads. */
  const order = () => {
    const [column = "", way] = state.sort.split(".");
    const head = heads[Number(column)];
    if (column === "" || head === undefined) return;
    sorter.value = column;
    const wanted = way === "down" ? "descending" : "ascending";
    for (let clicks = 0; clicks < 2 && head.getAttribute("aria-sort") !== wanted; clicks++) {
      head.querySelector("button")?.click();
    }
  };
  const keep = () => {
    const query = new URLSearchParams();
    if (state.q.trim() !== "") query.set("q", state.q);
    for (const field of fields) for (const value of state[field]) query.append(field, value);
    if (state.sort !== "") query.set("sort", state.sort);
    // A browser that lets pages of a disk write no address keeps the filters all the same.
    try {
      history.replaceState(null, "", `#${query}`);
    } catch { /* as it was */ }
  };
  const read = () => {
    const query = new URLSearchParams(location.hash.slice(1));
    const known = ["q", "sort", ...fields].some((field) => query.has(field));
    if (!known && location.hash.length > 1) return;
    state.q = query.get("q") ?? "";
    for (const field of fields) state[field] = new Set(query.getAll(field));
    state.sort = query.get("sort") ?? "";
    order();
    show();
  };
  const clear = () => {
    state.q = "";
    for (const field of fields) state[field].clear();
    keep();
    show();
    search.focus();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => {
    state.q = search.value;
    keep();
    show();
  });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      const chosen = state[/** @type {"last" | "need" | "tag"} */ (chip.dataset.field)];
      const value = chip.dataset.value;
      if (!chosen.delete(value)) chosen.add(value);
      keep();
      show();
    });
  }
  sorter.addEventListener("change", () => {
    state.sort = `${sorter.value}.up`;
    keep();
    order();
  });
  heads.forEach((head, column) => {
    head.querySelector("button")?.addEventListener("click", () => {
      state.sort = `${column}.${head.getAttribute("aria-sort") === "descending" ? "down" : "up"}`;
      sorter.value = String(column);
      keep();
    });
  });
  for (const button of document.querySelectorAll("button[data-clear]")) {
    button.addEventListener("click", clear);
  }
  addEventListener("hashchange", read);
  addEventListener("keydown", (event) => {
    const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) clear();
  });
  read();
  show();
}

/**
 * @param {string | undefined} text
 * @returns {string[]}
 */
function partsOf(text) {
  return text === undefined || text === "" ? [] : text.split("\n");
}

/**
 * @param {Set<unknown>} wanted
 * @param {string[] | undefined} values
 */
function anyOf(wanted, values) {
  return wanted.size === 0 || values?.some((value) => wanted.has(value)) === true;
}

/** A pointer on a strip: each sign says when it was and what it means, as the legend of the page has it. */
function nameStrips() {
  const legend = document.querySelector("[data-signs]");
  /** @type {Record<string, string>} */
  const words = JSON.parse(legend?.getAttribute("data-signs") ?? "{}");
  document.addEventListener("pointerover", (event) => {
    const cell = event.target instanceof Element ? event.target.closest(".strip i, .strip a") : null;
    const strip = /** @type {HTMLElement | null | undefined} */ (cell?.closest(".strip"));
    if (cell === null || strip === null || strip === undefined || cell.hasAttribute("title")) return;
    const at = [...strip.querySelectorAll("i, a")].indexOf(cell);
    const minutes = Number.parseInt(strip.dataset.at?.split(" ")[at] ?? "", 36);
    if (Number.isNaN(minutes)) return;
    const when = new Date(minutes * 60_000).toISOString().slice(0, 16).replace("T", " ");
    cell.setAttribute("title", `${words[cell.textContent ?? ""] ?? ""} ${when}`.trim());
  });
}
