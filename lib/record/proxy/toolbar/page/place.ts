/// <reference lib="dom" />
/** Keeps the toolbar where the user put it: by pointer, by arrow keys, and in every size of the globalThis. */
import type { Place } from "./types.ts";

/**
 * Makes a box movable.
 *
 * @param box what moves; positioned by `left` and `top`
 * @param grip what is dragged, and takes the arrow keys when it has the focus
 * @param onMoved told of the new shares of the free width and height when a move has ended
 */
export function keepPlace(box: HTMLElement, grip: HTMLElement, onMoved: (x: number, y: number) => void) {
  const margin = 8;
  let place = { x: 0.5, y: 1 };
  let drag: { dx: number; dy: number } | undefined;

  function free(): { width: number; height: number } {
    const { clientWidth, clientHeight } = document.documentElement;
    // Quirks mode and odd pages: the root may be as high as its content.
    return {
      width: Math.max(1, Math.min(clientWidth || innerWidth, innerWidth) - box.offsetWidth - 2 * margin),
      height: Math.max(
        1,
        innerHeight - (innerHeight > clientHeight + 40 ? 0 : innerHeight - clientHeight) -
          box.offsetHeight - 2 * margin,
      ),
    };
  }

  function lay(): void {
    const { width, height } = free();
    box.style.left = `${Math.round(margin + place.x * width)}px`;
    box.style.top = `${Math.round(margin + place.y * height)}px`;
  }

  function moveTo(left: number, top: number): void {
    const { width, height } = free();
    const share = (value: number, whole: number) => Math.min(1, Math.max(0, (value - margin) / whole));
    place = { x: share(left, width), y: share(top, height) };
    lay();
  }

  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    drag = { dx: event.clientX - box.offsetLeft, dy: event.clientY - box.offsetTop };
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => {
    if (drag !== undefined) moveTo(event.clientX - drag.dx, event.clientY - drag.dy);
  });
  const drop = () => {
    if (drag === undefined) return;
    drag = undefined;
    onMoved(place.x, place.y);
  };
  grip.addEventListener("pointerup", drop);
  grip.addEventListener("pointercancel", drop);
  grip.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 64 : 16;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    moveTo(box.offsetLeft + move[0], box.offsetTop + move[1]);
    onMoved(place.x, place.y);
  });
  globalThis.addEventListener("resize", lay);

  return {
    /** Puts the box where another tab or page has left it. */
    set(next: Place): void {
      if (drag === undefined) place = { x: next.x, y: next.y };
      lay();
    },
    lay,
  };
}
