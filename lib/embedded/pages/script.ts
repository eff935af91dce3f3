/**
 * The script of all pages, as text: it runs in a browser. It sends the forms of a run as the controllers of
 * WEPPcloud's pages do: `X-CSRFToken` from the page, one session token per page and run as bearer of rq-engine,
 * JSON, multipart and URL-encoded bodies; then it polls the job until it is over and reads what the form names.
 * A form's `data-state` is `idle`, `working`, `done` or `failed`; `data-done` counts what was sent and is over.
 */

/** Served as `embedded.js`. */
export const SCRIPT = String.raw`"use strict";
(() => {
  const main = document.querySelector("main");
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  const { run, config } = main.dataset;
  const place = run === undefined ? "" : encodeURIComponent(run) + "/" + encodeURIComponent(config);
  const page = "/weppcloud/runs/" + place + "/";
  const engine = "/rq-engine/api/runs/" + place + "/";
  /** First and longest pause between two polls of a job, milliseconds. */
  const POLL = { first: 60, longest: 1000 };

  /** What the server says went wrong, in the order in which WEPPcloud's pages look for it. */
  function troubleOf(answer, status) {
    const error = answer && (answer.error ?? answer.Error);
    if (typeof error === "string") return error;
    const told = (error && (error.message ?? error.detail ?? error.details)) ?? (answer && (answer.message ?? answer.detail));
    return typeof told === "string" ? told : "The server answered " + status;
  }

  async function send(method, url, headers, body) {
    const all = method === "GET" ? { ...headers } : { "X-CSRFToken": csrf, ...headers };
    const response = await fetch(url, { method, headers: all, body, credentials: "same-origin" });
    const text = await response.text();
    const json = (response.headers.get("content-type") ?? "").includes("json");
    const answer = json && text !== "" ? JSON.parse(text) : text;
    if (!response.ok || (answer && answer.Success === false)) throw new Error(troubleOf(json ? answer : undefined, response.status));
    return answer;
  }

  /** The session token of this run: asked for once per page. */
  let token;
  function sessionToken() {
    token ??= send("POST", engine + "session-token").then((answer) => answer.token).catch((error) => {
      token = undefined;
      throw error;
    });
    return token;
  }

  /** The JSON body of a form: values with their types, in the order of the fields. */
  function jsonOf(form) {
    const read = {
      text: (value) => value,
      number: (value) => value.trim() === "" ? null : Number(value),
      numbers: (value) => value.split(",").map((part) => part.trim()).filter((part) => part !== "").map(Number),
      null: () => null,
    };
    const fields = [...form.elements].filter((field) => field.name !== "" && !field.disabled);
    return Object.fromEntries(fields.map((field) => [
      field.name,
      field.type === "checkbox" ? field.checked : (read[field.dataset.as] ?? read.text)(field.value),
    ]));
  }

  function bodyOf(form) {
    switch (form.dataset.body) {
      case "json":
        return { headers: { "Content-Type": "application/json" }, body: JSON.stringify(jsonOf(form)) };
      case "urlencoded":
        return { headers: {}, body: new URLSearchParams(new FormData(form)) };
      case "multipart":
        return { headers: {}, body: new FormData(form) };
      default:
        return { headers: {}, body: undefined };
    }
  }

  function say(form, text) {
    const place = form.querySelector(".status");
    if (place !== null && place.textContent !== text) place.textContent = text;
  }

  async function submit(form) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    form.dataset.state = "working";
    say(form, "Sending");
    try {
      const { headers, body } = bodyOf(form);
      const flask = form.dataset.service === "flask";
      const auth = flask ? {} : { Authorization: "Bearer " + await sessionToken() };
      const answer = await send("POST", (flask ? page : engine) + form.dataset.path, { ...headers, ...auth }, body);
      if (answer.job_id !== undefined) await finished(form, answer.job_id);
      await readAll(form);
      form.dataset.state = "done";
      say(form, answer.job_id === undefined ? "Done" : "Job finished");
    } catch (error) {
      form.dataset.state = "failed";
      say(form, "Failed: " + error.message);
    } finally {
      form.removeAttribute("aria-busy");
      form.dataset.done = String(Number(form.dataset.done) + 1);
    }
  }

  /** Polls until the job is over. */
  async function finished(form, job) {
    const row = jobRow(form, job);
    for (let pause = POLL.first;; pause = Math.min(pause * 1.5, POLL.longest)) {
      const { status } = await send("GET", "/rq-engine/api/jobstatus/" + encodeURIComponent(job));
      row.textContent = status;
      say(form, "Job " + status);
      if (status === "finished") return;
      if (!["queued", "started", "deferred", "scheduled"].includes(status)) throw new Error("job " + job + " " + status);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  function jobRow(form, job) {
    const row = document.querySelector("#jobs tbody").insertRow();
    row.insertCell().textContent = form.querySelector("h3").textContent;
    const code = document.createElement("code");
    code.textContent = job;
    row.insertCell().append(code);
    return row.insertCell();
  }

  /** Reads one after the other, as the pages do. */
  async function readAll(form) {
    for (const place of form.querySelectorAll("[data-read]")) {
      const answer = await send("GET", page + place.dataset.read);
      place.hidden = false;
      place.replaceChildren(typeof answer === "string" ? fragment(answer) : summary(place.dataset.read, answer));
    }
  }

  function fragment(text) {
    const parts = document.createDocumentFragment();
    parts.append(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    return parts;
  }

  function summary(name, value) {
    const line = document.createElement("p");
    const many = value && value.features ? value.features.length + (value.features.length === 1 ? " feature" : " features") : JSON.stringify(value);
    line.textContent = name + ": " + many;
    return line;
  }

  for (const form of document.querySelectorAll("form[data-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(form);
    });
  }

  /** A new run: with the box ticked, a token of the user goes along and the cookie is not needed. */
  const create = document.querySelector("#form-create");
  create?.addEventListener("submit", (event) => {
    const field = document.querySelector("#create-rq-token");
    if (!document.querySelector("#create-with-token").checked || field.value !== "") return;
    event.preventDefault();
    send("POST", "/weppcloud/api/auth/rq-engine-token").then((answer) => {
      field.disabled = false;
      field.value = answer.token;
      create.requestSubmit();
    }).catch((error) => say(create, "Failed: " + error.message));
  });

  function socket(path) {
    return new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/weppcloud-microservices/" + path);
  }

  /** What the jobs of the run do, as the server tells it. */
  function listen() {
    const list = document.querySelector("#stream");
    const state = document.querySelector("#stream-state");
    const stream = socket("status/" + encodeURIComponent(run) + ":all");
    stream.addEventListener("open", () => {
      state.textContent = "open";
      stream.send(JSON.stringify({ type: "init" }));
    });
    stream.addEventListener("close", () => {
      state.textContent = "closed";
    });
    stream.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "ping") stream.send(JSON.stringify({ type: "pong" }));
      if (message.type !== "status") return;
      const line = document.createElement("li");
      line.textContent = message.data;
      list.append(line);
      list.scrollTop = list.scrollHeight;
    });
  }

  const echo = document.querySelector("#form-echo");
  let echoes;
  echo?.addEventListener("submit", (event) => {
    event.preventDefault();
    const output = document.querySelector("#echo-output");
    const text = document.querySelector("#echo-text").value;
    output.textContent = "";
    if (echoes === undefined || echoes.readyState > WebSocket.OPEN) {
      echoes = socket("echo");
      echoes.addEventListener("message", (message) => {
        output.textContent = message.data;
      });
      echoes.addEventListener("error", () => {
        output.textContent = "No connection";
      });
    }
    if (echoes.readyState === WebSocket.OPEN) echoes.send(text);
    else echoes.addEventListener("open", () => echoes.send(text), { once: true });
  });

  if (run !== undefined) listen();
})();
`;
