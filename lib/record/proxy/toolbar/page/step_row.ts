/// <reference lib="dom" />
/** One step in the review: a row of the table, and below it the values that can be taken out. */
import type { CapturedStep } from "../../control.ts";
import type { ElementKit } from "./types.ts";

/** What a row can do. */
export interface StepActions {
  drop(step: string, undo: boolean): void;
  redact(step: string, path: string, undo: boolean): void;
}

/** Makes the two rows of a step. */
export function createStepRow(
  { el, button, icon, setText, plural, bytes }: ElementKit,
  first: CapturedStep,
  startedAt: number,
  actions: StepActions,
) {
  let step = first;
  let open = false;
  const seconds = Math.max(0, Math.round((first.startedAt - startedAt) / 1000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const what = `${first.method} ${first.path}`;
  const arrow = el("span", { class: "arrow" }, icon("M6 4l4 4-4 4"));
  const values = el("span");
  const opener = button(
    { class: "plain opener", "aria-expanded": "false", "data-column": "0" },
    arrow,
    () => setOpen(!open),
  );
  opener.append(values);
  const drop = button(
    { class: "plain drop", "data-column": "1" },
    "Drop",
    () => actions.drop(step.id, step.dropped),
  );
  const uploads = el("ul", { class: "uploads" });
  for (const { field, filename, size } of first.uploads) {
    uploads.append(el("li", { title: `Field ${field}` }, `${filename} (${bytes(size)})`));
  }
  const path = el("span", { class: "path", title: first.path });
  // The end of a path tells more than its beginning: it is cut in front, and stays whole for a screen reader.
  const cut = first.path.length > 90 ? `\u2026${first.path.slice(-89)}` : first.path;
  path.append(cut);
  const status = el("span", {
    class: first.status === undefined || first.status >= 400 ? "code bad" : "code",
  }, first.status === undefined ? "no answer" : String(first.status));
  const row = el(
    "tr",
    { class: first.kind, role: "row" },
    el("td", { class: "time", role: "cell" }, time),
    el("td", { class: "method", role: "cell" }, first.method),
    el("td", { class: "where", role: "cell" }, path, ...(first.uploads.length > 0 ? [uploads] : [])),
    el("td", { role: "cell" }, status),
    el("td", { class: "opens", role: "cell" }, opener),
    el("td", { role: "cell" }, drop),
  );
  const list = el("ul", { class: "fields" });
  const more = el(
    "tr",
    { class: "more", role: "row", hidden: true },
    el("td", { colspan: "6", role: "cell" }, list),
  );
  const switches = new Map<string, HTMLButtonElement>();

  function setOpen(next: boolean): void {
    open = next;
    opener.setAttribute("aria-expanded", String(next));
    more.hidden = !next || row.hidden;
    if (next) showFields();
  }

  /** Fields are built when they are first looked at: a long list stays quick. */
  function showFields(): void {
    for (const field of step.fields) {
      const known = switches.get(field.path);
      if (known === undefined) list.append(fieldItem(field));
      else {
        known.setAttribute("aria-checked", String(field.redacted));
        const item = known.closest("li");
        const shown = item?.querySelector(".value");
        if (shown) setText(shown, field.redacted ? "taken out" : field.shown);
        item?.classList.toggle("out", field.redacted);
      }
    }
  }

  function fieldItem(field: CapturedStep["fields"][number]): HTMLLIElement {
    const toggle = button(
      {
        class: "switch",
        role: "switch",
        "aria-checked": String(field.redacted),
        "aria-label": `Redact ${field.label}`,
      },
      el("span", { class: "knob" }),
      () => {
        actions.redact(step.id, field.path, toggle.getAttribute("aria-checked") === "true");
      },
    );
    switches.set(field.path, toggle);
    return el(
      "li",
      field.redacted ? { class: "out" } : {},
      el("span", { class: "name" }, field.label),
      el("span", { class: "value" }, field.redacted ? "taken out" : field.shown),
      el("span", { class: "redact" }, el("span", { "aria-hidden": "true" }, "Redact"), toggle),
    );
  }

  function show(next: CapturedStep): void {
    step = next;
    row.classList.toggle("dropped", next.dropped);
    setText(drop, next.dropped ? "Keep" : "Drop");
    drop.setAttribute("aria-label", `${next.dropped ? "Keep" : "Drop"} ${what}`);
    const out = next.fields.filter((field) => field.redacted).length;
    const text = out === 0
      ? plural(next.fields.length, "value", "values")
      : `${out} of ${next.fields.length} out`;
    setText(values, text);
    opener.hidden = next.fields.length === 0;
    opener.setAttribute("aria-label", `${text} of ${what}`);
    if (open) showFields();
  }
  show(first);

  return {
    rows: [row, more],
    show,
    /** Buttons of the row in their columns. */
    buttons: [opener, drop],
    setHidden(hidden: boolean): void {
      row.hidden = hidden;
      more.hidden = hidden || !open;
    },
  };
}
