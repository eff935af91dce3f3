// @ts-check
/// <reference lib="dom" />
// Maps of rasters: draws them from the cells in the page, swipes between them, and tells the cell that is pointed at.

/**
 * @typedef {{ limits: [number, number], ramp: string[] }} Scale
 * @typedef {{ columns: number, rows: number, width: number, height: number, transform: number[] | null,
 *   encoding: "float32" | "float64", baseline: string, produced: string, offsets?: string, values: Scale,
 *   differences: Scale, marks: { none: string, gone: string, come: string } }} View
 * @typedef {[red: number, green: number, blue: number]} Colour
 */

for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".ev-raster"))) {
  try {
    setUp(figure, JSON.parse(figure.dataset.view ?? ""));
  } catch (error) {
    console.warn("A map cannot be shown", error);
  }
}

/**
 * @param {HTMLElement} figure
 * @param {View} view
 */
function setUp(figure, view) {
  const live = /** @type {HTMLElement} */ (figure.querySelector(".ev-live"));
  const maps = /** @type {HTMLElement} */ (figure.querySelector(".ev-maps"));
  const told = /** @type {HTMLElement} */ (figure.querySelector(".ev-told"));
  const swipe = /** @type {HTMLElement} */ (figure.querySelector(".ev-swipe"));
  const slider = /** @type {HTMLInputElement} */ (swipe.querySelector("input"));
  const modes = /** @type {HTMLButtonElement[]} */ ([...figure.querySelectorAll("button[data-mode]")]);
  const marks = /** @type {HTMLElement[]} */ ([...maps.querySelectorAll(".ev-cell")]);
  const { columns, rows, width } = view;
  const a = numbersOf(view, view.baseline);
  const b = numbersOf(view, view.produced);
  const places = placesOf(view);
  const apart = a.map((value, at) => value === b[at] ? 0 : (b[at] ?? NaN) - value);

  const colourOf = {
    baseline: colouring(view.values, view.marks.none, a),
    produced: colouring(view.values, view.marks.none, b),
    difference: differing(view, a, b, apart),
  };
  for (const map of /** @type {NodeListOf<HTMLElement>} */ (maps.querySelectorAll(".ev-map"))) {
    const canvas = /** @type {HTMLCanvasElement} */ (map.querySelector("canvas"));
    paint(canvas, colourOf[/** @type {"baseline"} */ (map.dataset.map)]);
  }

  /** The cell of the grid that is told; none at first. */
  let [row, column] = [-1, -1];

  /** @param {number} toRow @param {number} toColumn */
  const go = (toRow, toColumn) => {
    const [nextRow, nextColumn] = [within(toRow, rows), within(toColumn, columns)];
    if (nextRow === row && nextColumn === column) return;
    [row, column] = [nextRow, nextColumn];
    for (const mark of marks) {
      mark.hidden = false;
      mark.style.left = `${column / columns * 100}%`;
      mark.style.top = `${row / rows * 100}%`;
      mark.style.width = `${100 / columns}%`;
      mark.style.height = `${100 / rows}%`;
    }
    const at = row * columns + column;
    told.textContent = textOf(view, places[at] ?? 0, a[at] ?? NaN, b[at] ?? NaN);
  };

  /** @param {number} percent */
  const part = (percent) => maps.style.setProperty("--swipe", `${percent}%`);
  slider.addEventListener("input", () => part(Number(slider.value)));
  part(Number(slider.value));

  for (const button of modes) {
    button.addEventListener("click", () => {
      for (const one of modes) one.setAttribute("aria-pressed", String(one === button));
      maps.dataset.mode = button.dataset.mode;
      swipe.hidden = button.dataset.mode !== "swipe";
    });
  }

  /** @param {PointerEvent} event @param {boolean} isDragged */
  const point = (event, isDragged) => {
    const frame = /** @type {Element} */ (event.target).closest(".ev-frame") ??
      (isDragged ? maps.querySelector(".ev-frame") : null);
    if (frame === null) return;
    const box = frame.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    go(Math.floor(y * rows), Math.floor(x * columns));
    if (!isDragged || maps.dataset.mode !== "swipe") return;
    slider.value = String(Math.round(x * 100));
    part(Number(slider.value));
  };
  let isDragging = false;
  maps.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    isDragging = true;
    point(event, maps.dataset.mode === "swipe");
  });
  maps.addEventListener("pointermove", (event) => point(event, isDragging && event.buttons !== 0));
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    maps.addEventListener(end, () => isDragging = false);
  }

  maps.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1;
    /** @type {Record<string, [number, number]>} */
    const moves = {
      ArrowUp: [row - step, column],
      ArrowDown: [row + step, column],
      ArrowLeft: [row, column - step],
      ArrowRight: [row, column + step],
      Home: [row, 0],
      End: [row, columns - 1],
      PageUp: [0, column],
      PageDown: [rows - 1, column],
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (row === -1) go(0, 0);
    else go(...move);
  });

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (figure.querySelectorAll("button[data-row]"))) {
    button.addEventListener("click", () => {
      const cell = Number(button.dataset.row) * width + Number(button.dataset.column);
      const found = places.indexOf(cell);
      const at = found !== -1
        ? found
        : nearest(view, Number(button.dataset.row), Number(button.dataset.column));
      go(Math.floor(at / columns), at % columns);
      maps.focus({ preventScroll: true });
      maps.scrollIntoView({ block: "nearest" });
    });
  }
  live.hidden = false;
}

/** @param {number} value @param {number} count */
function within(value, count) {
  return Math.max(0, Math.min(count - 1, value));
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/**
 * @param {View} view
 * @param {string} base64
 * @returns {Float64Array}
 */
function numbersOf({ columns, rows, encoding }, base64) {
  const bytes = new DataView(bytesOf(base64).buffer);
  const numbers = new Float64Array(columns * rows);
  for (let at = 0; at < numbers.length; at++) {
    numbers[at] = encoding === "float32" ? bytes.getFloat32(at * 4, true) : bytes.getFloat64(at * 8, true);
  }
  return numbers;
}

/**
 * Which cell of the raster each cell of the grid shows, counted by rows.
 * @param {View} view
 */
function placesOf({ columns, rows, width, height, offsets }) {
  const behind = offsets === undefined ? undefined : bytesOf(offsets);
  const places = new Float64Array(columns * rows);
  for (let at = 0; at < places.length; at++) {
    const row = Math.floor(Math.floor(at / columns) * height / rows) + (behind?.[2 * at] ?? 0);
    const column = Math.floor((at % columns) * width / columns) + (behind?.[2 * at + 1] ?? 0);
    places[at] = row * width + column;
  }
  return places;
}

/** @param {View} view @param {number} row @param {number} column */
function nearest({ columns, rows, width, height }, row, column) {
  return Math.floor(row * rows / height) * columns + Math.floor(column * columns / width);
}

/** @param {string} hex @returns {Colour} */
function colour(hex) {
  const bits = parseInt(hex.slice(1), 16);
  return [bits >> 16, bits >> 8 & 255, bits & 255];
}

/**
 * Colours of numbers within limits, mixed between the stops of a ramp.
 * @param {Scale} scale
 */
function ramped({ limits: [low, high], ramp }) {
  const stops = ramp.map(colour);
  /** @param {number} value @returns {Colour} */
  return (value) => {
    const share = high === low ? 0.5 : Math.min(1, Math.max(0, (value / 2 - low / 2) / (high / 2 - low / 2)));
    const place = share * (stops.length - 1);
    /** @type {Colour} */
    const one = stops[Math.floor(place)] ?? [0, 0, 0];
    /** @type {Colour} */
    const other = stops[Math.ceil(place)] ?? [0, 0, 0];
    const part = place - Math.floor(place);
    /** @param {0 | 1 | 2} index */
    const mixed = (index) => Math.round(one[index] + (other[index] - one[index]) * part);
    return [mixed(0), mixed(1), mixed(2)];
  };
}

/** @param {Scale} scale @param {string} none @param {Float64Array} values */
function colouring(scale, none, values) {
  const [of, empty] = [ramped(scale), colour(none)];
  /** @param {number} at */
  return (at) => Number.isNaN(values[at]) ? empty : of(values[at] ?? 0);
}

/**
 * @param {View} view
 * @param {Float64Array} a
 * @param {Float64Array} b
 * @param {Float64Array} apart
 */
function differing({ differences, marks }, a, b, apart) {
  const of = ramped(differences);
  const [none, gone, come] = [colour(marks.none), colour(marks.gone), colour(marks.come)];
  /** @param {number} at */
  return (at) => {
    const [was, is] = [!Number.isNaN(a[at]), !Number.isNaN(b[at])];
    if (was && is) return of(apart[at] ?? 0);
    return was ? gone : is ? come : none;
  };
}

/** @param {HTMLCanvasElement} canvas @param {(at: number) => Colour} colourAt */
function paint(canvas, colourAt) {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("There is no canvas");
  const image = context.createImageData(canvas.width, canvas.height);
  for (let at = 0; at < canvas.width * canvas.height; at++) image.data.set([...colourAt(at), 255], at * 4);
  context.putImageData(image, 0, 0);
}

/** @param {number} value @param {number} digits */
function short(value, digits) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : String(value);
}

/**
 * A number as short as its precision allows: `0.4`, not `0.400000006`.
 * @param {number} value
 * @param {boolean} isSingle
 */
function exact(value, isSingle) {
  for (let digits = 6; isSingle && digits < 9; digits++) {
    const text = short(value, digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return short(value, isSingle ? 9 : 15);
}

/**
 * `row 3, column 7; x 500225, y 5199895; baseline 0.4, produced 0.6, difference +0.2 (+50 %)`.
 * @param {View} view
 * @param {number} place
 * @param {number} before
 * @param {number} after
 */
function textOf({ width, transform, encoding }, place, before, after) {
  const [row, column] = [Math.floor(place / width), place % width];
  /** @param {number} value */
  const shown = (value) => Number.isNaN(value) ? "no data" : exact(value, encoding === "float32");
  const parts = [`row ${row}, column ${column}`];
  if (transform !== null) {
    const [x0 = 0, dx = 0, rx = 0, y0 = 0, ry = 0, dy = 0] = transform;
    const x = x0 + (column + 0.5) * dx + (row + 0.5) * rx;
    const y = y0 + (column + 0.5) * ry + (row + 0.5) * dy;
    parts.push(`x ${short(x, 10)}, y ${short(y, 10)}`);
  }
  parts.push(`baseline ${shown(before)}, produced ${shown(after)}`);
  if (!Number.isNaN(before) && !Number.isNaN(after)) {
    const delta = before === after ? 0 : after - before;
    const sign = delta > 0 ? "+" : "";
    const share = before === 0 || !Number.isFinite(delta)
      ? ""
      : ` (${sign}${short(delta / Math.abs(before) * 100, 3)} %)`;
    parts.push(`difference ${sign}${short(delta, 4)}${share}`);
  } else if (Number.isNaN(before) !== Number.isNaN(after)) {
    parts.push(Number.isNaN(after) ? "data in the baseline only" : "data in the produced file only");
  }
  return parts.join("; ");
}
