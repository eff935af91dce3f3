/// <reference lib="dom" />
/**
 * The small dialog that starts a capture: slug and notes. It holds no form element, as a sandboxed page may not submit
 * one, not even to itself.
 */
import type { Client, ElementKit } from "./types.ts";

/** Makes the dialog. */
export function createStartDialog({ el, button, setText, trapFocus }: ElementKit, client: Client) {
  const slug = el("input", {
    id: "start-slug",
    type: "text",
    maxlength: "200",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "start-help",
  });
  const notes = el("textarea", { id: "start-notes", rows: "3", maxlength: "20000" });
  const error = el("p", { class: "error", role: "alert" });
  const start = button({ class: "primary" }, "Start capture", () => void submit());
  const content = el(
    "div",
    {},
    el("h2", { id: "start-title" }, "Start a capture"),
    el("p", { class: "hint" }, "What you do from here to \u201cEnd capture\u201d becomes one draft."),
    el(
      "p",
      { class: "hint" },
      "Start before you create the run, or at its first form: a play begins with an empty run.",
    ),
    el("label", { for: "start-slug" }, "Slug"),
    slug,
    el("p", { class: "hint", id: "start-help" }, "Letters, digits, - and _, such as us-small."),
    el("label", { for: "start-notes" }, "Notes (optional)"),
    notes,
    error,
    el("div", { class: "actions" }, button({ class: "plain" }, "Cancel", () => dialog.close()), start),
  );
  const dialog = el("dialog", { class: "small", "aria-labelledby": "start-title" }, content);

  let busy = false;

  async function submit(): Promise<void> {
    if (busy) return;
    if (slug.value.trim() === "") {
      setText(error, "A capture needs a slug.");
      slug.focus();
      return;
    }
    busy = true;
    const outcome = await client.post("start", { slug: slug.value.trim(), notes: notes.value });
    busy = false;
    setText(error, outcome.ok ? "" : outcome.message);
    if (!outcome.ok) return slug.focus();
    slug.value = "";
    notes.value = "";
    dialog.close();
  }

  trapFocus(dialog);
  slug.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) void submit();
  });

  return {
    dialog,
    open(): void {
      if (dialog.open) return;
      setText(error, "");
      dialog.showModal();
      slug.focus();
      slug.select();
    },
  };
}
