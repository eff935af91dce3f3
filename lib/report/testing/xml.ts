/** A strict reader of the XML that reports are written in, for tests: what is not well-formed throws. */

/** An element. */
export interface Xml {
  name: string;
  attributes: Record<string, string>;
  children: Xml[];
  /** Text directly below it. */
  text: string;
}

const CHAR = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads a document with one element at the top. */
export function readXml(document: string): Xml {
  if (!CHAR.test(document)) throw new Error("A character that XML 1.0 forbids");
  let rest = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  const top: Xml = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  while (rest !== "") {
    const now = open.at(-1) ?? top;
    const text = /^[^<]+/.exec(rest)?.[0];
    if (text !== undefined) {
      if (text.includes("]]>")) throw new Error("]]> in text");
      now.text += unescape(text);
      rest = rest.slice(text.length);
      continue;
    }
    const close = /^<\/([\w-]+)>/.exec(rest);
    if (close !== null) {
      if (open.pop()?.name !== close[1]) throw new Error(`</${close[1]}> closes nothing`);
      rest = rest.slice(close[0].length);
      continue;
    }
    const start = /^<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>/.exec(rest);
    if (start === null) throw new Error(`No element: ${rest.slice(0, 60)}`);
    const [whole, name = "", attributes = "", empty] = start;
    const element: Xml = { name, attributes: {}, children: [], text: "" };
    for (const [, key = "", value = ""] of attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)) {
      if (key in element.attributes) throw new Error(`${key} twice`);
      element.attributes[key] = unescape(value);
    }
    now.children.push(element);
    if (empty === "") open.push(element);
    rest = rest.slice(whole.length);
  }
  const [root, ...others] = top.children;
  if (root === undefined || others.length > 0 || open.length !== 1 || top.text.trim() !== "") {
    throw new Error("Not one element");
  }
  return root;
}

function unescape(text: string): string {
  return text.replace(/&([^;]*;?)/g, (_found, entity: string) => {
    const name = entity.replace(/;$/, "");
    const known = name === "#13" ? "\r" : ENTITIES[name];
    if (known === undefined || !entity.endsWith(";")) throw new Error(`&${entity}`);
    return known;
  });
}

/** What each element of Jenkins' `junit-10.xsd` may hold, children in this order. */
const SCHEMA: Record<string, { attributes: string[]; required: string[]; children: string[] }> = {
  testsuites: { attributes: [], required: [], children: ["testsuite"] },
  testsuite: {
    attributes: ["name", "tests", "failures", "errors", "skipped", "time", "timestamp"],
    required: ["name", "tests", "failures", "errors"],
    children: ["properties", "testcase", "system-out"],
  },
  properties: { attributes: [], required: [], children: ["property"] },
  property: { attributes: ["name", "value"], required: ["name", "value"], children: [] },
  testcase: {
    attributes: ["name", "classname", "time"],
    required: ["name", "classname"],
    children: ["skipped", "error", "failure", "system-out"],
  },
  skipped: { attributes: ["message"], required: [], children: [] },
  error: { attributes: ["message", "type"], required: [], children: [] },
  failure: { attributes: ["message", "type"], required: [], children: [] },
  "system-out": { attributes: [], required: [], children: [] },
};

/** What is not as the JUnit schema says; empty when all is. */
export function junitFaults(element: Xml): string[] {
  const rule = SCHEMA[element.name];
  if (rule === undefined) return [`<${element.name}> is not known`];
  const faults: string[] = [];
  const keys = Object.keys(element.attributes);
  for (const key of keys) if (!rule.attributes.includes(key)) faults.push(`${element.name} has ${key}`);
  for (const key of rule.required) if (!keys.includes(key)) faults.push(`${element.name} lacks ${key}`);
  const places = element.children.map(({ name }) => rule.children.indexOf(name));
  if (places.includes(-1) || places.some((place, at) => place < (places[at - 1] ?? 0))) {
    faults.push(`${element.name} holds ${element.children.map(({ name }) => name).join(", ")}`);
  }
  if (element.name === "testsuite") {
    const cases = element.children.filter(({ name }) => name === "testcase");
    const count = (name: string) =>
      cases.filter(({ children }) => children.some((one) => one.name === name)).length;
    const counts = {
      tests: cases.length,
      failures: count("failure"),
      errors: count("error"),
      skipped: count("skipped"),
    };
    for (const [key, value] of Object.entries(counts)) {
      if (element.attributes[key] !== String(value)) faults.push(`${key} is not ${value}`);
    }
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(element.attributes["timestamp"] ?? "")) {
      faults.push("timestamp");
    }
  }
  return [...faults, ...element.children.flatMap(junitFaults)];
}
