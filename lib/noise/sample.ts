/** So many items stand for all that were added, evenly over them. */
export class Sample<Item> {
  readonly #most: number;
  readonly #items: Item[] = [];
  #added = 0;
  #every = 1;

  constructor(most: number) {
    this.#most = most;
  }

  /** Adds an item; when there are too many each second one is left out, and so are further ones. */
  add(item: Item): void {
    if (this.#added++ % this.#every !== 0) return;
    this.#items.push(item);
    if (this.#items.length <= this.#most) return;
    this.#items.splice(0, Infinity, ...this.#items.filter((_, index) => index % 2 === 0));
    this.#every *= 2;
  }

  get items(): readonly Item[] {
    return this.#items;
  }
}
