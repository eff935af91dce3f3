/// <reference lib="dom" />
/** Builds elements without HTML text, so that no policy of the page (Trusted Types) minds. */

/** The helpers that build elements. */
export function elementKit() {
  type Attributes = Record<string, string | boolean | undefined>;

  /** An element with attributes and children; `false` and undefined leave an attribute out. */
  function el<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Attributes = {},
    ...children: (Node | string)[]
  ): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }

  /** A button that does something; what it does may fail in its own words. */
  function button(attributes: Attributes, label: Node | string, act: () => void): HTMLButtonElement {
    const element = el("button", { type: "button", ...attributes }, label);
    element.addEventListener("click", act);
    return element;
  }

  /** An icon of one path in a square of 16 by 16; text beside it or a label says what it means. */
  function icon(path: string): SVGSVGElement {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  /** Sets an element's text only when it changes, so that nothing flickers or is read out twice. */
  function setText(element: Element, text: string): void {
    if (element.textContent !== text) element.textContent = text;
  }

  function plural(count: number, one: string, many: string): string {
    return `${count} ${count === 1 ? one : many}`;
  }

  /** `812 B`, `1.4 kB`, `3.2 MB`. */
  function bytes(size: number): string {
    const units = ["B", "kB", "MB", "GB"];
    let [value, unit] = [size, 0];
    while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
    return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ""}`;
  }

  /** Keeps the Tab key inside of a dialog; a modal dialog alone lets it out to the browser's own controls. */
  function trapFocus(dialog: HTMLDialogElement): void {
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
      const root = dialog.getRootNode();
      const active = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
      const stops = [...dialog.querySelectorAll<HTMLElement>("button, input, textarea")]
        .filter((item) => item.tabIndex >= 0 && item.offsetParent !== null);
      const [first, last] = [stops[0], stops[stops.length - 1]];
      const outside = active === null || !stops.some((item) => item === active);
      const next = event.shiftKey
        ? (outside || active === first ? last : undefined)
        : (active === last ? first : undefined);
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    });
  }

  return { el, button, trapFocus, icon, setText, plural, bytes };
}
