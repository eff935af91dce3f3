/// <reference lib="dom" />
/** The dialog at the end of a capture: what was captured, what of it is left out, and the confirmation. */
import type { CapturedStep, ConfirmedCapture, RecordingStatus } from "../../control.ts";
import type { Client, ElementKit, Outcome, Parts, Report } from "./types.ts";

/** Makes the dialog. */
export function createReview(
  kit: ElementKit,
  parts: Pick<Parts, "createSteps" | "createStepRow">,
  client: Client,
) {
  const { el, button, setText, plural, trapFocus } = kit;
  const slug = el("input", {
    id: "review-slug",
    type: "text",
    maxlength: "200",
    autocomplete: "off",
    spellcheck: "false",
  });
  const notes = el("textarea", { id: "review-notes", rows: "1", maxlength: "20000" });
  const error = el("p", { class: "error", role: "alert" });
  const summary = el("p", { class: "summary", role: "status" });
  const back = button({ class: "plain" }, "Back", () => dialog.close());
  const confirm = button({ class: "primary" }, "Confirm", () => void finish());
  const done = el("div", { class: "done", hidden: true, tabindex: "-1" });
  const steps = parts.createSteps(kit, parts, {
    drop: (step, undo) => void change("drop", { step, undo }),
    redact: (step, path, undo) => void change("redact", { step, path, undo }),
  });
  const work = el(
    "div",
    { class: "work" },
    el(
      "div",
      { class: "about" },
      el("div", {}, el("label", { for: "review-slug" }, "Slug"), slug),
      el("div", {}, el("label", { for: "review-notes" }, "Notes"), notes),
    ),
    steps.tools,
    steps.box,
  );
  const privacy = el(
    "p",
    { class: "hint", id: "review-privacy" },
    "Nothing leaves this machine: the capture is written into the folder of this recording. " +
      "Secrets that could be recognised are out already; what you redact is taken out of every step that holds it.",
  );
  const title = el("h2", { id: "review-title", tabindex: "-1" }, "Review the capture");
  const dialog = el(
    "dialog",
    { class: "large", "aria-labelledby": "review-title", "aria-describedby": "review-privacy" },
    title,
    privacy,
    work,
    done,
    error,
    el("div", { class: "actions" }, summary, back, confirm),
  );
  let current: RecordingStatus["capture"];
  let version = -1;
  let finished = false;
  let busy = false;
  let list: CapturedStep[] = [];

  function showSteps(next: CapturedStep[]): void {
    list = next;
    steps.show(next, current?.startedAt ?? next[0]?.startedAt ?? 0);
    const kept = next.filter((step) => !step.dropped);
    const out = kept.reduce((sum, step) => sum + step.fields.filter((field) => field.redacted).length, 0);
    const files = kept.reduce((sum, step) => sum + step.uploads.length, 0);
    setText(
      summary,
      [
        kept.length === next.length
          ? `${plural(kept.length, "step", "steps")} will be kept`
          : `${kept.length} of ${plural(next.length, "step", "steps")} will be kept`,
        plural(files, "upload", "uploads"),
        `${plural(out, "value", "values")} taken out`,
      ].join(" \u00b7 "),
    );
  }

  async function load(): Promise<void> {
    const outcome = await client.steps();
    if (outcome.ok) showSteps(outcome.value);
    else setText(error, outcome.message);
  }

  async function change(action: string, body: object): Promise<Outcome<Report>> {
    const outcome = await client.post(action, body);
    setText(error, outcome.ok ? "" : outcome.message);
    if (outcome.ok) {
      version = outcome.value.version;
      if (action !== "describe") await load();
    }
    return outcome;
  }

  async function describe(): Promise<boolean> {
    if (current === undefined || (slug.value.trim() === current.slug && notes.value === current.notes)) {
      return true;
    }
    const outcome = await change("describe", { slug: slug.value.trim(), notes: notes.value });
    if (outcome.ok) current = outcome.value.status.capture;
    else slug.focus();
    return outcome.ok;
  }

  /** A disabled button would lose the focus: it is only marked, and does nothing. */
  function setBusy(next: boolean): void {
    busy = next;
    confirm.setAttribute("aria-disabled", String(next));
  }

  async function finish(): Promise<void> {
    if (busy) return;
    setBusy(true);
    if (await describe()) {
      finished = true;
      const outcome = await client.post("confirm", {});
      finished = outcome.ok;
      setText(error, outcome.ok ? "" : outcome.message);
      if (outcome.ok) showDone(outcome.value.result as ConfirmedCapture);
    }
    setBusy(false);
  }

  function showDone(result: ConfirmedCapture): void {
    setText(title, "The capture is written");
    const parts = [
      `${result.slug}: ${plural(result.steps, "step", "steps")} written`,
      `${result.dropped} dropped`,
      `${plural(result.redacted, "value", "values")} taken out`,
    ];
    done.replaceChildren(
      el("p", {}, `${parts.join(", ")}.`),
      el("p", {}, `${result.runs.length === 1 ? "Run" : "Runs"}: ${result.runs.join(", ") || "none"}`),
      el("p", { class: "hint" }, "Next, after Ctrl-C in the terminal:"),
      ...(result.next ?? []).map((command) => el("p", {}, el("code", {}, command))),
    );
    setView(true);
    back.focus();
  }

  function setView(isDone: boolean): void {
    work.hidden = isDone;
    privacy.hidden = isDone;
    done.hidden = !isDone;
    confirm.hidden = isDone;
    summary.hidden = isDone;
    setText(back, isDone ? "Close" : "Back");
  }

  trapFocus(dialog);
  slug.addEventListener("change", () => void describe());
  notes.addEventListener("change", () => void describe());
  dialog.addEventListener("close", () => {
    finished = false;
    steps.clear();
  });

  return {
    dialog,
    async open(capture: NonNullable<RecordingStatus["capture"]>): Promise<void> {
      if (dialog.open) return;
      current = capture;
      finished = false;
      slug.value = capture.slug;
      notes.value = capture.notes;
      setText(title, "Review the capture");
      setText(error, "");
      setText(summary, "");
      setView(false);
      setBusy(false);
      dialog.showModal();
      title.focus();
      await load();
    },
    /** Follows what another tab does to the capture. */
    follow(report: Report): void {
      if (!dialog.open || finished || !done.hidden) return;
      const { capture } = report.status;
      if (capture === undefined || capture.id !== current?.id) {
        setText(error, "This capture was finished in another tab.");
        setBusy(true);
        return;
      }
      if (report.version !== version && list.length > 0) void load();
      version = report.version;
    },
  };
}
