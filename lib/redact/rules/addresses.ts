/** Private network addresses. Loopback stays: it says nothing about a network. */
import { isIPv6 } from "node:net";
import { REDACTED, REDACTED_HOST } from "../marks.ts";
import type { Rule, Scope } from "../scope.ts";

const V4 =
  /(?<![\w.-])(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){2,3}(?![\w]|\.\d)/g;
const V6 = /(?<![\w:.])\[?(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):[0-9a-f:.]{1,45}(?:%[\w.]{1,20})?\]?/gi;

/** What every match of {@link V4} and of {@link V6} has in it; tables of numbers have neither. */
const [HAS_V4, HAS_V6] = [/\.\d{1,3}\.\d/, /f[cde][0-9a-f]{2}:/i];

export const privateAddresses: Rule = {
  name: "private-address",
  applies: (text) => HAS_V4.test(text) || HAS_V6.test(text),
  apply(text, scope) {
    const next = !HAS_V4.test(text) ? text : text.replace(V4, (found: string, offset: number) => {
      return found.split(".").length === 4 && !scope.allowed(found)
        ? replacement(text, offset, scope)
        : found;
    });
    return !HAS_V6.test(next) ? next : next.replace(V6, (found: string, offset: number, whole: string) => {
      const address = found.replace(/[[\]]/g, "").replace(
        /[.:]$/,
        (end) => end === ":" && found.endsWith("::") ? end : "",
      );
      if (!isIPv6(address) || scope.allowed(address)) return found;
      const open = found.startsWith("[") && found.endsWith("]");
      const inside = found.indexOf(address);
      const next = replacement(whole, offset, scope);
      return open ? next : found.slice(0, inside) + next + found.slice(inside + address.length);
    });
  },
};

/** Inside a URL a host name has to stand, else the URL is none. */
function replacement(text: string, offset: number, scope: Scope): string {
  scope.hit("private-address");
  return hostMark(text, offset);
}

/** What stands in place of a host at a place of a text. */
export function hostMark(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 2), offset);
  return before === "//" || before.endsWith("@") ? REDACTED_HOST : REDACTED;
}
