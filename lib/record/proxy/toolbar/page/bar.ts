/// <reference lib="dom" />
/** The bar itself: state, count and the buttons. */
import type { RecordingStatus } from "../../control.ts";
import type { ElementKit } from "./types.ts";

/** What the bar's buttons do. */
export interface BarActions {
  /** The one main button: starts a capture, ends it, or opens the review. */
  main(): void;
  pause(): void;
  collapse(collapsed: boolean): void;
}

/** Makes the bar. */
export function createBar({ el, button, icon, setText, plural }: ElementKit, actions: BarActions) {
  const grip = el("button", {
    type: "button",
    class: "grip",
    "aria-label": "Move the toolbar",
    title: "Drag, or use the arrow keys",
  }, icon("M6 3v.01M10 3v.01M6 8v.01M10 8v.01M6 13v.01M10 13v.01"));
  const dot = el("span", { class: "dot" });
  const label = el("span", { class: "label" });
  const count = el("span", { class: "count" });
  const main = button({ class: "primary" }, "", () => actions.main());
  const pause = button({ class: "plain pause" }, "", () => actions.pause());
  const fold = button(
    {
      class: "plain icon",
      "aria-label": "Make the toolbar small",
      title: "Make the toolbar small",
    },
    icon("M4 6l4 4 4-4"),
    () => setCollapsed(true, true),
  );
  const small = el("span", { class: "count" });
  const unfold = button({ class: "plain unfold" }, small, () => setCollapsed(false, true));
  const problem = el("p", { class: "problem", role: "alert" });
  const said = el("p", { class: "said", role: "status" });
  const row = el(
    "div",
    { class: "row" },
    grip,
    dot,
    el("span", { class: "words" }, label, count),
    main,
    pause,
    unfold,
    fold,
  );
  const box = el(
    "section",
    {
      class: "bar",
      "aria-label": "Recording by profile",
      "aria-keyshortcuts": "Shift+F8",
      title: "Shift+F8 brings the keyboard here",
    },
    row,
    problem,
    said,
  );
  let collapsed = false;

  function setCollapsed(next: boolean, byUser: boolean): void {
    collapsed = next;
    box.classList.toggle("collapsed", next);
    if (!byUser) return;
    (next ? unfold : fold).focus();
    actions.collapse(next);
  }

  function words(status: RecordingStatus): { label: string; main: string } {
    const { capture, state } = status;
    const name = capture === undefined ? "" : ` ${capture.slug}`;
    const next = capture === undefined
      ? "Start capture\u2026"
      : capture.endedAt === undefined
      ? "End capture"
      : "Review\u2026";
    const labels = {
      recording: "Recording",
      capturing: `Capturing${name}`,
      reviewing: `Captured${name}`,
      paused: "Paused",
      failed: "Recording has stopped",
    };
    return { label: labels[state], main: next };
  }

  return {
    box,
    grip,
    /** Whether the bar is small. */
    isCollapsed: () => collapsed,
    setCollapsed: (next: boolean) => setCollapsed(next, false),
    /** Brings the keyboard to the bar. */
    focus: () => (collapsed ? unfold : main).focus(),
    /** Shows a sentence of trouble, or takes it away. */
    problem: (text: string) => setText(problem, text),
    show(status: RecordingStatus): void {
      const text = words(status);
      box.dataset.state = status.state;
      setText(label, text.label);
      // Read out when the state changes, not at every count.
      setText(said, text.label);
      const captured = status.capture === undefined
        ? plural(status.recorded, "request", "requests")
        : plural(status.actions, "action", "actions");
      setText(count, captured);
      setText(small, String(status.capture === undefined ? status.recorded : status.actions));
      unfold.setAttribute("aria-label", `${text.label}, ${captured}. Make the toolbar large`);
      unfold.title = `${text.label}, ${captured}`;
      setText(main, text.main);
      setText(pause, status.state === "paused" ? "Resume" : "Pause");
      main.disabled = status.state === "failed" && status.capture === undefined;
      pause.hidden = status.state === "failed" || status.state === "reviewing";
      setText(problem, status.failure ?? "");
    },
    /** Shows that the recorder does not answer. */
    lost(gone: boolean): void {
      box.dataset.state = "lost";
      setText(label, "Not recording");
      setText(said, "Not recording");
      setText(count, "");
      setText(
        problem,
        gone
          ? "This page belongs to a session that has ended. Load it again."
          : "The recorder does not answer. Is profile record proxy still running?",
      );
    },
  };
}
