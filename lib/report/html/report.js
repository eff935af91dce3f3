// @ts-check
/// <reference lib="dom" />
// What the run report does beside lying there: filter, search, copy, keys, and opening what a link names.

const told = document.getElementById("told");

/**
 * Tells a screen reader what was done.
 * @param {string} words
 */
function tell(words) {
  if (told !== null) told.textContent = words;
}

/**
 * The elements that fit.
 * @param {string} selector
 * @param {ParentNode} [below]
 * @returns {HTMLElement[]}
 */
function all(selector, below = document) {
  return [...below.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);
}

// A part is filtered as a whole; its words are read when somebody searches for the first time.
for (const section of all(".filtered")) {
  const items = all(".items > .item", section);
  const search = section.querySelector("[data-search]");
  const action = section.querySelector("[data-action-choice]");
  const found = section.querySelector("[data-found]");
  const opener = section.querySelector("[data-all-open]");
  const choices = all("[data-show]", section);
  let show = "all";
  /** @type {string[] | undefined} */
  let words;

  const apply = () => {
    const wanted = search instanceof HTMLInputElement ? search.value.trim().toLowerCase() : "";
    const only = action instanceof HTMLSelectElement ? action.value : "";
    if (wanted !== "") words ??= items.map((item) => item.textContent?.toLowerCase() ?? "");
    let count = 0;
    items.forEach((item, index) => {
      const fits = fitsChoice(item, show) && (only === "" || item.dataset.action === only) &&
        (wanted === "" || words?.[index]?.includes(wanted) === true);
      item.hidden = !fits;
      if (fits) count++;
    });
    const rest = show === "all" && only === "" && wanted === "";
    for (const item of all(".items > .rest", section)) item.hidden = !rest;
    if (found instanceof HTMLElement) {
      found.textContent = `${count} of ${items.length} ${found.dataset.word}${
        items.length === 1 ? "" : "s"
      } shown`;
    }
  };
  for (const choice of choices) {
    choice.addEventListener("click", () => {
      show = choice.dataset.show ?? "all";
      for (const one of choices) one.setAttribute("aria-pressed", String(one === choice));
      apply();
    });
  }
  search?.addEventListener("input", apply);
  action?.addEventListener("change", apply);
  opener?.addEventListener("click", () => {
    const open = opener.getAttribute("aria-pressed") !== "true";
    opener.setAttribute("aria-pressed", String(open));
    for (const item of items) {
      const details = item.querySelector("details");
      if (details !== null && !item.hidden) details.open = open;
    }
  });
  section.addEventListener("show-all", () => {
    if (search instanceof HTMLInputElement) search.value = "";
    if (action instanceof HTMLSelectElement) action.value = "";
    choices.find((one) => one.dataset.show === "all")?.click();
  });
  for (const controls of all(".controls", section)) controls.hidden = false;
  apply();
}

/**
 * @param {HTMLElement} item
 * @param {string} show
 */
function fitsChoice(item, show) {
  if (show === "all") return true;
  if (show === "slow") return item.dataset.slow !== undefined;
  const { verdict } = item.dataset;
  return show === "failed" ? verdict === "failed" || verdict === "error" : verdict === show;
}

/**
 * Opens all that an element is folded away in.
 * @param {Element} element
 */
function openAround(element) {
  for (
    let outer = element.closest("details");
    outer !== null;
    outer = outer.parentElement?.closest("details") ?? null
  ) {
    outer.open = true;
  }
}

// What a link names is shown and opened, also when the link comes from another page.
function openNamed() {
  let id;
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const named = id === "" ? null : document.getElementById(id);
  if (named === null) return;
  if (named.closest("[hidden]") !== null) {
    named.closest(".filtered")?.dispatchEvent(new CustomEvent("show-all"));
  }
  openAround(named);
  named.scrollIntoView({ behavior: "instant" });
  if (named instanceof HTMLDetailsElement) named.querySelector("summary")?.focus({ preventScroll: true });
}
addEventListener("hashchange", openNamed);
openNamed();
// The browser goes to the place itself when all is there, and takes the focus away.
addEventListener("load", () => setTimeout(openNamed));

for (const button of all("[data-copy]")) {
  button.addEventListener("click", async () => {
    const text = button.parentElement?.querySelector("pre")?.textContent ?? "";
    const done = await copy(text);
    tell(done ? "Copied" : "The browser does not allow to copy");
    const word = button.firstChild;
    if (word === null) return;
    word.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => word.textContent = "Copy", 1500);
  });
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages from a disk may not everywhere; the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

const keys = document.getElementById("keys");
const keysButton = document.querySelector("[data-keys]");
function showKeys() {
  if (keys instanceof HTMLDialogElement && !keys.open) keys.showModal();
}
if (keysButton instanceof HTMLElement) {
  keysButton.hidden = false;
  keysButton.addEventListener("click", showKeys);
}

/**
 * Goes to the next thing that did not pass, or the one before; around at the ends.
 * @param {1 | -1} way
 */
function goToBad(way) {
  const bad = all(".item.bad");
  const at = bad.findIndex((one) => one.classList.contains("current"));
  const next = bad[at === -1 ? (way === 1 ? 0 : bad.length - 1) : (at + way + bad.length) % bad.length];
  if (next === undefined) {
    tell("No step, expectation or comparison failed");
    return;
  }
  bad[at]?.classList.remove("current");
  next.classList.add("current");
  if (next.hidden) next.closest(".filtered")?.dispatchEvent(new CustomEvent("show-all"));
  const details = next.querySelector("details");
  if (details !== null) details.open = true;
  next.scrollIntoView({ behavior: "instant", block: "start" });
  const target = next.querySelector("summary") ?? next;
  target.focus({ preventScroll: true });
  tell(`${bad.indexOf(next) + 1} of ${bad.length} that did not pass`);
}

/** Goes to the first search field in sight; where all are folded away, the first is opened. */
function goToSearch() {
  const fields = all("[data-search]");
  const field = fields.find((one) => one.closest("details:not([open])") === null) ?? fields[0];
  if (field === undefined) return;
  openAround(field);
  field.focus();
}

// A slider, or a box to tick, takes none of the keys.
const TICKED = ["range", "checkbox", "radio", "button"];

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  const typing = target instanceof HTMLInputElement && !TICKED.includes(target.type) ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement;
  if (typing) {
    if (event.key === "Escape" && target instanceof HTMLElement) target.blur();
    return;
  }
  if (keys instanceof HTMLDialogElement && keys.open) return;
  if (event.key === "j") goToBad(1);
  else if (event.key === "k") goToBad(-1);
  else if (event.key === "?") showKeys();
  else if (event.key === "/") goToSearch();
  else return;
  event.preventDefault();
});

// On paper nobody can open anything.
/** @type {HTMLDetailsElement[]} */
let opened = [];
addEventListener("beforeprint", () => {
  opened = all(".item.bad > details").filter((one) => one instanceof HTMLDetailsElement)
    .filter((one) => !one.open);
  for (const one of opened) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of opened) one.open = false;
});
