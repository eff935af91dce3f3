/** XML as GDAL writes it: elements, attributes, text. No document types, no own entities. */

/** One element. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** Its own text, trimmed. */
  text: string;
}

/** Deepest nesting of a VRT is about ten. */
const DEEPEST = 64;
const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:.-]+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads a document.
 *
 * @returns its outermost element
 * @throws Error with the place when it is no such XML
 */
export function parseXml(text: string): Element {
  const outer: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [outer];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(text);
    const inner = open.at(-1) ?? outer;
    if (found === null) throw new Error(`its XML is damaged at character ${at + 1}`);
    const [, cdata, close, name, attributes = "", single, plain] = found;
    if (plain !== undefined || cdata !== undefined) inner.text += cdata ?? unescaped(plain ?? "");
    else if (name === undefined) continue;
    else if (close === "/") {
      if (inner === outer || inner.name !== name) {
        throw new Error(`its XML is damaged at character ${at + 1}: </${name}> closes nothing`);
      }
      inner.text = inner.text.trim();
      open.pop();
    } else {
      const element = { name, attributes: attributesOf(attributes), children: [], text: "" };
      inner.children.push(element);
      if (single !== "/") open.push(element);
      if (open.length > DEEPEST) throw new Error("its XML is nested too deeply");
    }
  }
  const [root] = outer.children;
  if (root === undefined || open.length > 1) throw new Error("its XML ends too early");
  return root;
}

/** The first child of this name. */
export function child(element: Element, name: string): Element | undefined {
  return element.children.find((one) => one.name === name);
}

/** The text of the first child of this name; empty when there is none. */
export function childText(element: Element, name: string): string {
  return child(element, name)?.text ?? "";
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(ATTRIBUTE)].map(([, name = "", one, other]) =>
    [name, unescaped(one ?? other ?? "")] as const
  );
  return Object.fromEntries(found);
}

/** Replaces the five entities that XML knows by itself. */
export function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? "");
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
