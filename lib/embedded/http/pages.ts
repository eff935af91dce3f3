/** The few HTML pages that the server has. */
import { escapeHtml } from "./reply.ts";

/** A page from the base template: every such page carries the CSRF token in a meta element. */
export function page(title: string, csrf: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="csrf-token" content="${escapeHtml(csrf)}">
<title>${escapeHtml(title)}</title>
</head>
<body>
${body}
</body>
</html>
`;
}

/** The login page; attributes stand in the order in which WTForms prints them. */
export function loginPage(csrf: string, next: string, error: string | undefined): string {
  const input = (name: string, type: string, value: string): string =>
    `<input id="${name}" name="${name}" type="${type}" value="${escapeHtml(value)}">`;
  return page(
    "Login",
    csrf,
    `<h1>Login</h1>
${
      error === undefined
        ? ""
        : `<ul class="errors"><li>${escapeHtml(error)}</li></ul>\n`
    }<form action="/weppcloud/login" method="POST" name="login_user_form">
${input("next", "hidden", next)}
${input("csrf_token", "hidden", csrf)}
<label for="email">Email Address</label>
<input autocomplete="email" id="email" name="email" required type="email" value="">
<label for="password">Password</label>
<input autocomplete="current-password" id="password" name="password" required type="password" value="">
${input("remember", "checkbox", "y")}
${input("submit", "submit", "Login")}
</form>`,
  );
}

/** A report: a title and a table. Reports are parts of a page and carry no token. */
export function report(title: string, rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) =>
    `<tr>${row.map((value) => `<td>${escapeHtml(String(value))}</td>`).join("")}</tr>`
  );
  return `<h3>${escapeHtml(title)}</h3>\n<table class="table">\n${lines.join("\n")}\n</table>\n`;
}
