/** Runs tasks a few at a time, in order of their start. */

/**
 * Runs the tasks, at most `jobs` at a time. A task that throws rejects the whole, after those under way have ended.
 *
 * @param mayStart asked before each start; once it is false no further task starts
 * @returns the result of each task, undefined for those that were not started
 */
export async function runTasks<T>(
  tasks: readonly (() => Promise<T>)[],
  jobs: number,
  mayStart: () => boolean = () => true,
): Promise<(T | undefined)[]> {
  const results: (T | undefined)[] = tasks.map(() => undefined);
  let next = 0;
  let failed: { error: unknown } | undefined;
  const work = async () => {
    while (failed === undefined && next < tasks.length && mayStart()) {
      const index = next++;
      try {
        results[index] = await tasks[index]?.();
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work));
  if (failed !== undefined) throw failed.error;
  return results;
}

/** Hands on what ends in any order in the order of its number. */
export class InOrder<T> {
  readonly #waiting = new Map<number, T>();
  #next = 0;

  constructor(private readonly handOn: (item: T) => void) {}

  /** Takes item number `index`, from 0. */
  take(index: number, item: T): void {
    this.#waiting.set(index, item);
    for (
      let ready = this.#waiting.get(this.#next);
      ready !== undefined;
      ready = this.#waiting.get(this.#next)
    ) {
      this.#waiting.delete(this.#next++);
      this.handOn(ready);
    }
  }

  /** Hands on what is left, when some numbers never come. */
  flush(): void {
    for (const index of [...this.#waiting.keys()].sort((a, b) => a - b)) {
      const item = this.#waiting.get(index);
      this.#waiting.delete(index);
      if (item !== undefined) this.handOn(item);
    }
  }
}
