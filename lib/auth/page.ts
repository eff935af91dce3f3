/** What the login needs from an HTML page: CSRF token, whatever the order of attributes. */

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
  return (html.match(/<input\b[^>]*>/gi) ?? []).some((tag) => parseAttributes(tag)["type"] === "password");
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
