/** The page of a run: its forms, what its jobs do, what there is to read. */
import { escapeHtml, type Reply } from "../http/reply.ts";
import type { Run } from "../runs/run.ts";
import { fieldHtml } from "./fields.ts";
import type { FormSpec } from "./form_spec.ts";
import { page, type PageContext } from "./layout.ts";
import { SECTIONS } from "./workflow_forms.ts";

/** Reports and services that the page links to. */
const LINKS: readonly (readonly [path: string, text: string])[] = [
  ["browse/", "Files of the run"],
  ["report/wepp/results/", "Results of WEPP"],
  ["report/wepp/run_summary/", "Summary of the run"],
  ["report/wepp/return_periods/", "Return periods"],
  ["download/wepp/output/loss_pw0.txt", "Download loss_pw0.txt"],
];

/** The page of a run. */
export function runPage(context: PageContext, run: Run, name: string): Reply {
  const title = name === "" ? run.id : name;
  return page(context, {
    title,
    data: { run: run.id, config: run.config },
    body: `<h1 id="run-name">${escapeHtml(title)}</h1>
<p class="lead">Run <code id="run-id">${escapeHtml(run.id)}</code>, configuration <code>${
      escapeHtml(run.config)
    }</code></p>
<nav class="sections" aria-label="Sections"><ul>
${[...SECTIONS, RESULTS].map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join("\n")}
</ul></nav>
${
      SECTIONS.map(({ id, title, forms }) =>
        `<section id="${id}" aria-labelledby="head-${id}">
<h2 id="head-${id}">${title}</h2>
${forms.map(formHtml).join("\n")}
</section>`
      ).join("\n")
    }
${results(run)}`,
  });
}

const RESULTS = { id: "results", title: "Results" };

function formHtml(form: FormSpec): string {
  const shown = form.fields.filter((field) => field.more !== true);
  const more = form.fields.filter((field) => field.more === true);
  const write = (fields: FormSpec["fields"]): string =>
    fields.map((field) => fieldHtml(form.id, field)).join("\n");
  const rest = more.length === 0
    ? ""
    : `<details><summary>More settings</summary>\n<div class="fields">${write(more)}</div></details>\n`;
  return `<form class="card" id="form-${form.id}" data-form data-service="${form.service}" data-path="${form.path}" data-body="${form.body}" data-state="idle" data-done="0" aria-labelledby="title-${form.id}">
<h3 id="title-${form.id}">${form.title}</h3>
<div class="fields">
${write(shown)}
</div>
${rest}<p class="actions"><button id="submit-${form.id}" type="submit">${form.button}</button>
<span class="status" id="status-${form.id}" role="status"></span></p>
${
    (form.reads ?? []).map((path) =>
      `<div class="read" data-read="${path}" role="region" aria-label="${path}" tabindex="0" hidden></div>`
    ).join("\n")
  }
</form>`;
}

function results(run: Run): string {
  const base = `/weppcloud/runs/${encodeURIComponent(run.id)}/${encodeURIComponent(run.config)}`;
  return `<section id="${RESULTS.id}" aria-labelledby="head-results">
<h2 id="head-results">${RESULTS.title}</h2>
<ul class="links">
${LINKS.map(([path, text]) => `<li><a href="${base}/${path}">${text}</a></li>`).join("\n")}
</ul>
<h3 id="title-jobs">Jobs</h3>
<table id="jobs" aria-labelledby="title-jobs"><thead><tr><th scope="col">Form</th><th scope="col">Job</th><th scope="col">State</th></tr></thead><tbody></tbody></table>
<h3 id="title-stream">Status stream</h3>
<p>Connection: <span id="stream-state" role="status">closed</span></p>
<ol id="stream" tabindex="0" aria-labelledby="title-stream"></ol>
<form class="card narrow" id="form-echo" aria-labelledby="title-echo">
<h3 id="title-echo">Echo</h3>
<div class="fields"><p class="field"><label for="echo-text">Message to send over a WebSocket</label>
<input id="echo-text" name="text" type="text" value="hello" autocomplete="off" required></p></div>
<p class="actions"><button id="submit-echo" type="submit">Send</button>
<output id="echo-output" for="echo-text"></output></p>
</form>
</section>`;
}
