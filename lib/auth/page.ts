/** What the login needs from an HTML page: CSRF token, whatever the order of attributes; is it the login page. */
import type { HttpAnswer } from "../http/client.ts";

/** The CSRF token of a page: hidden field `csrf_token`, else `<meta name="csrf-token">`. */
export function csrfToken(html: string): string | undefined {
  for (const tag of html.match(/<(?:input|meta)\b[^>]*>/gi) ?? []) {
    const attributes = parseAttributes(tag);
    if (attributes["name"] === "csrf_token" && attributes["value"]) return attributes["value"];
    if (attributes["name"] === "csrf-token" && attributes["content"]) return attributes["content"];
  }
  return undefined;
}

/** True when the page offers a password field: local login is on. */
export function hasPasswordField(html: string): boolean {
  return hasField(html, "type", "password");
}

/**
 * True when the answer is the login page, whatever its status: it came from an address that ends with `/login`
 * (redirects were followed), or it is an HTML form with a password and a hidden `csrf_token`.
 */
export function isLoginPage(answer: HttpAnswer): boolean {
  if (isLoginPath(answer.url)) return true;
  const type = answer.headers["content-type"];
  if (type === undefined ? !/^\s*</.test(answer.text) : !/html/i.test(type)) return false;
  return hasPasswordField(answer.text) && hasField(answer.text, "name", "csrf_token");
}

/** True for the address of the login page. */
export function isLoginPath(url: URL): boolean {
  return /\/login\/?$/.test(url.pathname);
}

/** True for a redirect to the login page that was not followed. */
export function leadsToLogin(answer: HttpAnswer): boolean {
  const location = answer.headers["location"];
  if (answer.status < 300 || answer.status >= 400 || location === undefined) return false;
  return URL.canParse(location, answer.url) && isLoginPath(new URL(location, answer.url));
}

function hasField(html: string, attribute: "name" | "type", value: string): boolean {
  return (html.match(/<input\b[^>]*>/gi) ?? []).some((tag) => {
    return parseAttributes(tag)[attribute]?.toLowerCase() === value;
  });
}

function parseAttributes(tag: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const match of tag.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g)) {
    const [, name, double, single, bare] = match;
    if (name !== undefined) attributes[name.toLowerCase()] = unescapeHtml(double ?? single ?? bare ?? "");
  }
  return attributes;
}

function unescapeHtml(text: string): string {
  const names: Record<string, string> = {
    "&amp;": "&",
    "&quot;": '"',
    "&#39;": "'",
    "&lt;": "<",
    "&gt;": ">",
  };
  return text.replace(/&(?:amp|quot|#39|lt|gt);/g, (entity) => names[entity] ?? entity);
}
