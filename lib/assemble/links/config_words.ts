/** Values of the run's config: a request that sends one repeats what the config says. */
import { readInside } from "../../files/inside.ts";

/**
 * The config's slug, and every value of its file.
 *
 * @param runDir the run's directory, where it is there; it is only read
 */
export async function configWords(
  runDir: string | undefined,
  config: string | undefined,
): Promise<Set<string>> {
  const words = new Set<string>();
  if (config === undefined) return words;
  words.add(config).add(`${config}.cfg`);
  if (runDir === undefined) return words;
  for (const name of [`${config}.cfg`, "_defaults.toml"]) {
    const text = await readInside(runDir, name) ?? "";
    for (const line of text.split(/\r?\n/)) {
      const [, value = ""] = /^\s*[\w.-]+\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      const plain = value.replace(/^(["'])(.*)\1$/, "$2");
      if (plain !== "") words.add(plain);
    }
  }
  return words;
}
