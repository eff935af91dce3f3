/** Names of hosts inside a network: `db.internal.example.net`, `printer.local`, and what the user named. */
import type { Rule } from "../scope.ts";
import { hostMark } from "./addresses.ts";

const LABEL = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)`;
const INTERNAL = new RegExp(
  String.raw`(?<![\w.-])(?:${LABEL}\.){1,12}(?:(?:internal|corp|intranet|lan)(?:\.${LABEL}){1,6}|` +
    String.raw`(?:internal|local|lan|corp|intranet|localdomain|home\.arpa))(?![\w-]|\.\w)`,
  "gi",
);
const SUFFIX = /\.(?:internal|local|lan|corp|intranet|localdomain|home\.arpa)(?![a-z0-9_-])/i;
/** `settings.internal.json` is a file, `self.local` a Python attribute. */
const NO_HOST =
  /\.(?:tiff?|cli|csv|json|geojson|jsonl|ya?ml|txt|log|zip|gz|py|pyc|ts|js|sh|md|cfg|toml|ini|conf|nodb|so|html?)$|^(?:self|cls|this|threading|window)\./i;

export const internalHosts: Rule = {
  name: "internal-host",
  applies: (text) => SUFFIX.test(text),
  apply: (text, scope) =>
    text.replace(INTERNAL, (found: string, offset: number) => {
      if (NO_HOST.test(found) || !/\.[a-z][a-z0-9-]+$/i.test(found) || scope.allowed(found)) return found;
      scope.hit("internal-host");
      return hostMark(text, offset);
    }),
};

/**
 * A rule for hosts and domains that the user named.
 *
 * @param hosts whole names: `dbserver1`, `files.example.org`
 * @param domains everything below them, and themselves: `streamlab.example.com`
 */
export function namedHosts(hosts: readonly string[], domains: readonly string[]): Rule | undefined {
  const forms = [
    ...hosts.map(literal),
    ...domains.map((domain) => `(?:${LABEL}\\.){0,12}${literal(domain)}`),
  ];
  if (forms.length === 0) return undefined;
  const pattern = new RegExp(`(?<![\\w.-])(?:${forms.join("|")})(?![\\w-]|\\.\\w)`, "gi");
  const words = [...hosts, ...domains].map((word) => word.toLowerCase());
  return {
    name: "named-host",
    applies(text) {
      const lower = text.toLowerCase();
      return words.some((word) => lower.includes(word));
    },
    apply: (text, scope) =>
      text.replace(pattern, (found: string, offset: number) => {
        if (scope.allowed(found)) return found;
        scope.hit("named-host");
        return hostMark(text, offset);
      }),
  };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
