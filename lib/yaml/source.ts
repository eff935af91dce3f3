/** A YAML file with positions: any path in its content can be pointed at as file:line:column. */
import { readFile } from "node:fs/promises";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { codeOf, type Finding, messageOf, type Position, ProfileError } from "../errors.ts";
import { deepestOffset, shapeFaults } from "./shape.ts";
import { HOLE_TAGS } from "./hole_tag.ts";

/** A parsed file that remembers where everything stands. */
export interface YamlSource {
  file: string;
  text: string;
  document: Document;
  /** Plain content; holes are `Hole` objects. */
  content: unknown;
  /** Position of the value at a path, or of the nearest parent that exists. */
  locate(path: readonly (string | number)[]): Position;
  /** Position of a key in the map at a path. */
  locateKey(path: readonly (string | number)[], key: string): Position;
}

/**
 * Reads and parses a YAML file.
 *
 * @param file path of the file
 * @param what what it is, for errors: `profile`, `configuration`
 * @throws ProfileError usage when it is not there, not readable or not YAML, with position
 */
export async function readYaml(file: string, what: string): Promise<YamlSource> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new ProfileError("usage", `Cannot read the ${what} ${file}: ${codeOf(error) ?? "unknown error"}`, {
      remedy: `Check that the file exists and can be read`,
      cause: error,
    });
  }
  return parseYaml(file, text, what);
}

/** As {@link readYaml}, for text already read. */
export function parseYaml(file: string, text: string, what: string): YamlSource {
  const counter = new LineCounter();
  // Its own check for keys that come twice compares each with each; ours is in shape.ts.
  const options = { customTags: HOLE_TAGS, lineCounter: counter, uniqueKeys: false };
  const document = unlessTooDeep(file, text, what, () => parseDocument(text, options));
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { file, line, column: col };
  };
  const broken = document.errors.map((error): Finding => ({
    message: /call stack/.test(error.message)
      ? "it is nested too deeply"
      : error.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? error.message,
    position: at(error.pos[0]),
  }));
  const shape = broken.length > 0 ? [] : shapeFaults(document);
  const [first, ...rest] = [
    ...broken,
    ...shape.map(({ message, offset }): Finding => ({ message, position: at(offset) })),
  ];
  if (first !== undefined) {
    throw new ProfileError("usage", `The ${what} is not valid YAML: ${first.message}`, {
      ...(first.position === undefined ? {} : { position: first.position }),
      others: rest,
      remedy: "Mend the YAML at that place",
    });
  }
  const locate = (path: readonly (string | number)[]): Position => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return at(0);
  };
  const locateKey = (path: readonly (string | number)[], key: string): Position => {
    const map = path.length === 0 ? document.contents : document.getIn(path, true);
    if (!isMap(map)) return locate(path);
    const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
    return pair && isScalar(pair.key) && pair.key.range ? at(pair.key.range[0]) : locate(path);
  };
  return { file, text, document, content: contentOf(), locate, locateKey };

  function contentOf(): unknown {
    try {
      return document.toJS();
    } catch (error) {
      // Aliases of aliases of aliases: a few lines that stand for more than fits anywhere.
      throw new ProfileError("usage", `The ${what} is not valid YAML: ${messageOf(error)}`, {
        position: at(Math.max(0, text.search(/(?<=[\s,[{:])\*\w/))),
        remedy: "Write the values themselves in place of the aliases",
        cause: error,
      });
    }
  }
}

/** Nesting that the parser itself cannot follow is a fault of the file. */
function unlessTooDeep<T>(file: string, text: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const before = text.slice(0, deepestOffset(text)).split("\n");
    throw new ProfileError("usage", `The ${what} is not valid YAML: it is nested too deeply`, {
      position: { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
      remedy: "Mend the YAML at that place",
      cause: error,
    });
  }
}
