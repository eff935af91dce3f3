/** Damaged bytes for fuzzing, the same ones for the same seed. */

/** A small generator with a seed, so that a failure can be seen again. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

/** The bytes with a few changes: flipped, cut out, doubled, or replaced by awkward ones. */
export function damage(bytes: Uint8Array, seed: number): Uint8Array {
  const pick = random(seed);
  let changed = [...bytes];
  for (let change = 0; change <= pick(4); change++) {
    const at = pick(changed.length);
    const length = 1 + pick(40);
    const awkward = [0, 9, 34, 58, 123, 125, 91, 42, 38, 33, 255, 237][pick(12)] ?? 0;
    const kind = pick(4);
    if (kind === 0) changed[at] = awkward;
    else if (kind === 1) changed.splice(at, length);
    else if (kind === 2) changed.splice(at, 0, ...changed.slice(at, at + length));
    else changed = changed.slice(0, at);
    if (changed.length === 0) break;
  }
  return Uint8Array.from(changed);
}
