/** The digits of numbers as they are written. */

/** The number with two digits, not below it. */
export function roundUp(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return Number(`${Math.ceil(Number(`${mantissa}e1`) - 1e-9)}e${Number(exponent) - 1}`);
}

/** How many decimals a number is written with. */
export function decimalsOf(value: number): number {
  const text = String(value);
  const exponent = Number(/e([-+]\d+)$/.exec(text)?.[1] ?? 0);
  const fraction = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  return Math.max(0, fraction - exponent);
}
