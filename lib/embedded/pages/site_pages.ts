/** Pages outside of a run: home, login, profile, and where a run is made. */
import { escapeHtml, type Reply } from "../http/reply.ts";
import { type Configuration, CONFIGURATIONS } from "../runs/configurations.ts";
import { page, type PageContext } from "./layout.ts";

/** The home page. */
export function homePage(context: PageContext): Reply {
  const state = context.email === undefined
    ? `<p id="login-state">You are not logged in.</p>
<p><a class="button" href="/weppcloud/login">Log in</a></p>`
    : `<p id="login-state">You are logged in as <strong>${escapeHtml(context.email)}</strong>.</p>
<p><a class="button" href="/weppcloud/interfaces/">Create a run</a></p>`;
  return page(context, {
    title: "Home",
    body: `<h1>WEPPcloud (embedded)</h1>
<p class="lead">A stand-in for WEPPcloud on this machine: an invented landscape, real requests, real jobs.</p>
${state}`,
  });
}

/**
 * The login page; attributes stand in the order in which WTForms prints them.
 *
 * @param next where to go after the login; empty for the home page
 * @param error why the last try failed
 */
export function loginPage(context: PageContext, next: string, error: string | undefined): Reply {
  const input = (name: string, type: string, value: string): string =>
    `<input id="${name}" name="${name}" type="${type}" value="${escapeHtml(value)}">`;
  const trouble = error === undefined
    ? ""
    : `<ul class="errors" role="alert"><li>${escapeHtml(error)}</li></ul>\n`;
  return page(context, {
    title: "Login",
    body: `<h1>Login</h1>
${trouble}<form class="card narrow" action="/weppcloud/login" method="POST" name="login_user_form" id="form-login">
${input("next", "hidden", next)}
${input("csrf_token", "hidden", context.csrf)}
<p class="field"><label for="email">Email Address</label>
<input autocomplete="email" id="email" name="email" required type="email" value=""></p>
<p class="field"><label for="password">Password</label>
<input autocomplete="current-password" id="password" name="password" required type="password" value=""></p>
<p class="field check">${input("remember", "checkbox", "y")} <label for="remember">Remember me</label></p>
<p class="actions">${input("submit", "submit", "Login")}</p>
</form>`,
  });
}

/** The page of the user. */
export function profilePage(context: PageContext): Reply {
  return page(context, {
    title: "Profile",
    body: `<h1>Profile</h1>\n<p>${escapeHtml(context.email ?? "")}</p>`,
  });
}

/** The configurations, and the form that makes a run of one. */
export function interfacesPage(context: PageContext): Reply {
  const form = context.email === undefined
    ? `<p>A run is made by its owner: <a href="/weppcloud/login?next=%2Fweppcloud%2Finterfaces%2F">log in</a> first.</p>`
    : createForm();
  return page(context, {
    title: "New run",
    body: `<h1>New run</h1>
${form}
<h2>Configurations</h2>
<dl class="configurations">
${CONFIGURATIONS.map(described).join("\n")}
</dl>`,
  });
}

function described({ slug, title, about }: Configuration): string {
  return `<dt><code>${escapeHtml(slug)}</code> ${escapeHtml(title)}</dt><dd>${escapeHtml(about)}</dd>`;
}

/** The hidden `rq_token` is sent only when the box is ticked: the script fetches it then. */
function createForm(): string {
  const options = CONFIGURATIONS.map(({ slug, title }) =>
    `<option value="${escapeHtml(slug)}">${escapeHtml(`${title} (${slug})`)}</option>`
  );
  return `<form class="card narrow" id="form-create" action="/rq-engine/create/" method="POST">
<p class="field"><label for="create-config">Configuration</label>
<select id="create-config" name="config">${options.join("")}</select></p>
<p class="field"><label for="create-units">Units</label>
<select id="create-units" name="unitizer:is_english"><option value="false">SI</option><option value="true">English</option></select></p>
<p class="field check"><input id="create-with-token" type="checkbox">
<label for="create-with-token">Authorize with a token in place of the session cookie</label></p>
<input id="create-rq-token" name="rq_token" type="hidden" value="" disabled>
<p class="actions"><button id="submit-create" type="submit">Create run</button></p>
<p class="status" id="status-create" role="status"></p>
</form>`;
}
