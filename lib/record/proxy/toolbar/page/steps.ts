/// <reference lib="dom" />
/** The table of captured steps: filter, rows that are changed in place, and the arrow keys. */
import type { CapturedStep } from "../../control.ts";
import type { ElementKit, Parts, StepRow } from "./types.ts";
import type { StepActions } from "./step_row.ts";

/** Makes the table. */
export function createSteps(kit: ElementKit, parts: Pick<Parts, "createStepRow">, actions: StepActions) {
  const { el, setText, plural } = kit;
  const body = el("tbody", { role: "rowgroup" });
  const filter = el("input", {
    type: "search",
    class: "filter",
    placeholder: "Filter by method or path",
    "aria-label": "Filter steps by method or path",
  });
  const reads = el("input", { type: "checkbox", id: "reads", checked: true });
  const shown = el("span", { class: "hint", role: "status" });
  const heads = ["Time", "Method", "Path and files", "Status", "Values", ""];
  const table = el(
    "table",
    { role: "table" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...heads.map((head) =>
          el("th", { scope: "col" }, ...(head === "" ? [el("span", { class: "said" }, "Drop")] : [head]))
        ),
      ),
    ),
    body,
  );
  const box = el("div", { class: "steps", role: "group", "aria-label": "Captured steps" }, table);
  const tools = el(
    "div",
    { class: "tools" },
    filter,
    el("label", { for: "reads", class: "check" }, reads, "Show reads"),
    shown,
  );
  let steps: CapturedStep[] = [];
  const rows = new Map<string, StepRow>();

  function visible(): StepRow[] {
    return steps.flatMap((step) => {
      const row = rows.get(step.id);
      return row === undefined || row.rows[0]?.hidden === true ? [] : [row];
    });
  }

  function applyFilter(): void {
    const words = filter.value.trim().toLowerCase();
    for (const step of steps) {
      const hit = words === "" || `${step.method} ${step.path}`.toLowerCase().includes(words);
      rows.get(step.id)?.setHidden(!hit || (step.kind === "read" && !reads.checked));
    }
    const count = visible().length;
    setText(
      shown,
      count === steps.length ? plural(count, "step", "steps") : `${count} of ${steps.length} steps shown`,
    );
    makeReachable();
  }

  /** One row is in the tab order; the arrow keys lead to the others. */
  function makeReachable(preferred?: StepRow): void {
    const all = visible();
    const current = preferred ?? all.find((row) => row.buttons.some((item) => item.tabIndex === 0)) ?? all[0];
    for (const row of rows.values()) {
      for (const item of row.buttons) item.tabIndex = row === current ? 0 : -1;
    }
  }

  body.addEventListener("focusin", (event) => {
    const row = [...rows.values()].find((item) => item.buttons.some((button) => button === event.target));
    if (row !== undefined) makeReachable(row);
  });
  body.addEventListener("keydown", (event) => {
    const all = visible();
    const index = all.findIndex((row) => row.buttons.some((button) => button === event.target));
    if (index < 0 || !(event.target instanceof HTMLElement)) return;
    const targets: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: Math.min(index + 10, all.length - 1),
      PageUp: Math.max(index - 10, 0),
      Home: 0,
      End: all.length - 1,
    };
    const next = all[targets[event.key] ?? -1];
    if (targets[event.key] === undefined) return;
    event.preventDefault();
    if (next === undefined) return;
    const wanted = next.buttons[Number(event.target.dataset.column)];
    const button = wanted === undefined || wanted.hidden ? next.buttons[1] : wanted;
    makeReachable(next);
    button?.focus();
  });
  filter.addEventListener("input", applyFilter);
  reads.addEventListener("change", applyFilter);

  return {
    box,
    tools,
    /** Shows steps; rows that were there stay, with the focus in them. */
    show(next: CapturedStep[], startedAt: number): void {
      steps = next;
      const ids = new Set(next.map((step) => step.id));
      for (const [id, row] of rows) {
        if (ids.has(id)) continue;
        for (const part of row.rows) part.remove();
        rows.delete(id);
      }
      const fresh = document.createDocumentFragment();
      for (const step of next) {
        const known = rows.get(step.id);
        if (known !== undefined) known.show(step);
        else {
          const row = parts.createStepRow(kit, step, startedAt, actions);
          rows.set(step.id, row);
          fresh.append(...row.rows);
        }
      }
      body.append(fresh);
      applyFilter();
    },
    clear(): void {
      rows.clear();
      body.replaceChildren();
      filter.value = "";
    },
  };
}
