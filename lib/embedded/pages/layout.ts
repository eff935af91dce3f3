/** What all pages have in common: head, header, the policy for content, the look. */
import type { App } from "../app.ts";
import type { Exchange } from "../http/exchange.ts";
import { escapeHtml, html, type Reply } from "../http/reply.ts";
import type { Theme } from "../options.ts";

/** Where styles, script and icon lie. */
export const STATIC = "/weppcloud/static";

/** Strict: everything from this server, nothing in line. WebSockets of the same origin are covered by `'self'`. */
export const CONTENT_POLICY =
  "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

/** Who looks at a page, and how. */
export interface PageContext {
  csrf: string;
  email: string | undefined;
  theme: Theme | undefined;
}

/** One page. */
export interface Page {
  title: string;
  /** HTML of the main part. */
  body: string;
  /** Attributes of the main element, for the script. */
  data?: Record<string, string>;
}

/** The context of a request; its session is opened, so that there is something to bind a CSRF token to. */
export function contextOf(exchange: Exchange, app: App): PageContext {
  const session = app.sessions.open(exchange);
  const asked = exchange.query.get("theme");
  return {
    csrf: app.csrf.tokenFor(session, app.now()),
    email: session.user?.email,
    theme: asked === "dark" || asked === "light" ? asked : app.theme,
  };
}

/** A page as an answer. Every page carries the CSRF token in a meta element. */
export function page(context: PageContext, { title, body, data = {} }: Page): Reply {
  const reply = html(`<!doctype html>
<html lang="en"${context.theme === undefined ? "" : ` data-theme="${context.theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csrf-token" content="${escapeHtml(context.csrf)}">
<title>${escapeHtml(title)} · WEPPcloud (embedded)</title>
<link rel="icon" type="image/svg+xml" href="${STATIC}/embedded.svg">
<link rel="stylesheet" href="${STATIC}/embedded.css">
<script src="${STATIC}/embedded.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site">
<a class="brand" href="/weppcloud/">WEPPcloud <span>embedded</span></a>
<nav aria-label="Site">
${siteLinks(context.email)}
</nav>
</header>
<main id="main"${attributes(data)}>
${body}
</main>
</body>
</html>
`);
  return { ...reply, headers: { ...reply.headers, ...PAGE_HEADERS } };
}

const PAGE_HEADERS = {
  "content-security-policy": CONTENT_POLICY,
  "cache-control": "no-store",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

function siteLinks(email: string | undefined): string {
  if (email === undefined) return `<a id="link-login" href="/weppcloud/login">Log in</a>`;
  return `<a href="/weppcloud/interfaces/">New run</a>
<a id="link-profile" href="/weppcloud/profile">${escapeHtml(email)}</a>
<a id="link-logout" href="/weppcloud/logout">Log out</a>`;
}

function attributes(data: Record<string, string>): string {
  return Object.entries(data).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`).join("");
}
