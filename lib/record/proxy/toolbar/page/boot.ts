/// <reference lib="dom" />
/** Starts the toolbar in a page: one element beside the body, everything else in its closed shadow. */
import type { PageConfig, Parts, Report } from "./types.ts";

/** Runs once in each page, before the page's own scripts. */
export function boot(parts: Parts, config: PageConfig): void {
  // The token is in this script's text: it goes before a script of the page can read it.
  document.currentScript?.remove();
  if (globalThis.top !== globalThis.self) return;
  const kit = parts.elementKit();
  const host = document.createElement("profile-toolbar");
  // Set on the element itself and important: no rule of the page's style is stronger.
  host.style.setProperty("all", "initial", "important");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(config.style);
  root.adoptedStyleSheets = [sheet];
  let last: Report | undefined;
  let viewport = "";
  /** How often it was put in since the last tick: a page that keeps throwing it out must not spin. */
  let attached = 0;

  const client = parts.createClient(config, show, (gone) => {
    bar.box.hidden = false;
    bar.lost(gone);
    place.lay();
  });
  const start = parts.createStartDialog(kit, client);
  const review = parts.createReview(kit, parts, client);
  const bar = parts.createBar(kit, {
    main: () => void main(),
    pause: () => void post(last?.status.state === "paused" ? "resume" : "pause", {}),
    collapse: () => savePlace(),
  });
  let position = { x: 0.5, y: 1 };
  const place = parts.keepPlace(bar.box, bar.grip, (x, y) => {
    position = { x, y };
    savePlace();
  });
  bar.box.hidden = true;
  root.append(bar.box, start.dialog, review.dialog);

  function savePlace(): void {
    place.lay();
    void client.post("place", { ...position, collapsed: bar.isCollapsed() });
  }

  function show(report: Report): void {
    last = report;
    position = { x: report.place.x, y: report.place.y };
    bar.show(report.status);
    bar.setCollapsed(report.place.collapsed);
    bar.box.hidden = false;
    place.set(report.place);
    review.follow(report);
  }

  async function post(action: string, body: object): Promise<boolean> {
    const outcome = await client.post(action, body);
    if (!outcome.ok) bar.problem(outcome.message);
    return outcome.ok;
  }

  async function main(): Promise<void> {
    const capture = last?.status.capture;
    if (capture === undefined) return start.open();
    if (capture.endedAt === undefined && !await post("end", {})) return;
    const ended = last?.status.capture;
    if (ended !== undefined) await review.open(ended);
  }

  /** Puts the toolbar into the page, again when the page has thrown it out. */
  function attach(): void {
    if (host.isConnected || document.documentElement === null || attached > 20) return;
    attached++;
    document.documentElement.append(host);
    if (!bar.box.hidden) place.lay();
  }

  function tellViewport(): void {
    const size = `${innerWidth}x${innerHeight}`;
    if (size === viewport || innerWidth < 1 || innerHeight < 1) return;
    viewport = size;
    void client.post("viewport", { width: innerWidth, height: innerHeight });
  }

  // What is typed and clicked here is none of the page's business: its shortcuts, focus traps and outside clicks.
  for (
    const type of [
      "keydown",
      "keyup",
      "keypress",
      "input",
      "change",
      "beforeinput",
      "click",
      "dblclick",
      "mousedown",
      "mouseup",
      "pointerdown",
      "pointerup",
      "touchstart",
      "touchend",
      "wheel",
      "focusin",
      "focusout",
      "copy",
      "cut",
      "paste",
      "contextmenu",
      "submit",
    ]
  ) host.addEventListener(type, (event) => event.stopPropagation(), { passive: true });

  globalThis.addEventListener("keydown", (event) => {
    if (event.key !== "F8" || !event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (root.activeElement !== null || bar.box.hidden) return;
    event.preventDefault();
    bar.focus();
  }, true);

  let resizing: ReturnType<typeof setTimeout> | undefined;
  globalThis.addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(tellViewport, 500);
  });

  function begin(): void {
    attach();
    // Client-side navigation and document.open() may take the element away.
    new MutationObserver(attach).observe(document, { childList: true });
    new MutationObserver(attach).observe(document.documentElement, { childList: true });
    setInterval(() => {
      attached = 0;
      attach();
    }, 1000);
    client.follow();
    tellViewport();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
}
