/** The expressions of GitHub's workflows, as far as our recipe uses them: `${{ vars.X || 'y' }}`, conditions, functions. */

/** What names lead to. */
export type Names = Record<string, unknown>;
/** How the job went so far. */
export interface Status {
  failed: boolean;
}

const TOKEN =
  /\s*(?:'((?:[^']|'')*)'|(\d+)|(&&|\|\||==|!=|[!().,])|([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))/y;
const STATUS = /\b(?:always|cancelled|success|failure)\(\)/;

/** A text with its expressions filled in; one that is an expression as a whole keeps the value's type. */
export function fillIn(value: unknown, names: Names): unknown {
  if (typeof value !== "string") return value;
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/.exec(value)?.[1];
  if (whole !== undefined) return evaluate(whole, names);
  return value.replace(/\$\{\{(.*?)\}\}/g, (_, inner: string) => String(evaluate(inner, names) ?? ""));
}

/** Whether a job or step runs: without a word on the status it runs only when nothing failed before. */
export function holds(condition: string | undefined, names: Names, status: Status): boolean {
  const text = (condition ?? "success()").replace(/^\$\{\{|\}\}$/g, "");
  return Boolean(evaluate(STATUS.test(text) ? text : `success() && (${text})`, names, status));
}

/** @throws Error for what our recipe has no use for yet */
function evaluate(text: string, names: Names, status: Status = { failed: false }): unknown {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const [token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new Error(`not understood: ${text}`);
    tokens.push(token.trim());
  }
  const takes = (...some: string[]) => some.includes(tokens[0] ?? "") ? tokens.shift() : undefined;
  const or = (): unknown => {
    let value = and();
    while (takes("||") !== undefined) {
      const other = and();
      value = value || other;
    }
    return value;
  };
  const and = (): unknown => {
    let value = equal();
    while (takes("&&") !== undefined) {
      const other = equal();
      value = value && other;
    }
    return value;
  };
  const equal = (): unknown => {
    const value = one();
    const sign = takes("==", "!=");
    return sign === undefined ? value : (value === one()) === (sign === "==");
  };
  const one = (): unknown => {
    const token = tokens.shift() ?? "";
    if (token === "!") return !one();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^\d/.test(token)) return Number(token);
    if (token === "(") return closed(or());
    if (takes("(") === undefined) return lookUp(token, names);
    const given = tokens[0] === ")" ? undefined : or();
    return closed(call(token, given, status));
  };
  const closed = (value: unknown): unknown => {
    if (takes(")") === undefined) throw new Error(`no ) in ${text}`);
    return value;
  };
  const value = or();
  if (tokens.length > 0) throw new Error(`not understood: ${tokens.join(" ")} in ${text}`);
  return value;
}

function call(name: string, given: unknown, { failed }: Status): unknown {
  switch (name) {
    case "always":
      return true;
    case "cancelled":
      return false;
    case "success":
      return !failed;
    case "failure":
      return failed;
    case "fromJSON":
      return JSON.parse(String(given));
    default:
      throw new Error(`no function ${name}()`);
  }
}

/** What is not there is empty, as with GitHub; a context that GitHub does not have is a slip. */
function lookUp(path: string, names: Names): unknown {
  const [first = "", ...rest] = path.split(".");
  if (!(first in names)) throw new Error(`no context ${first}`);
  return rest.reduce<unknown>(
    (value, name) => typeof value === "object" && value !== null ? (value as Names)[name] : undefined,
    names[first],
  );
}
