"""A web application in WEPPcloud's shape for tests: Flask, RQ, redis, HTTPS. Prints its ports and serves until it is killed:
the public one, and an internal one without TLS as behind a gateway.

    python3 app.py CERTIFICATE KEY
"""

import json
import re
import shutil
import sys
import threading
import time
from functools import wraps

from flask import Flask, abort, g, jsonify, make_response, redirect, request, send_from_directory
from rq import Queue
from werkzeug.serving import make_server

import access
import auth
import copies
import jobs
import mutations
import reading
import runs
import trees
from auth import Refused
from settings import GENERATIONS, POLLS, TEST_SUPPORT, WINDOW, connection

app = Flask(__name__)
#: One line of the log at a time.
WRITING = threading.Lock()
app.register_blueprint(reading.pages)
app.before_request(auth.open_session)
app.after_request(auth.keep_session)
#: How ids of runs look, in bytes that nothing was decoded of but the colons.
RUN_ID = re.compile(rf"profile;;\w+;;\w+|(?:{runs.NAMES})-[0-9a-f]{{6}}".encode())
PAGE = '<!doctype html><html><head><meta name="csrf-token" content="{}"></head><body><h1>{}</h1></body></html>'


def served(generation, path, *methods):
    """Registers a view where this generation of the API is served; elsewhere nothing is at its address."""
    return app.route(path, methods=list(methods)) if generation in GENERATIONS else lambda view: view


@app.after_request
def echo(response):
    """Sends the correlation id back, as rq-engine does, and writes the log that tests read."""
    given = request.headers.get("X-Correlation-ID")
    if given:
        response.headers["X-Correlation-ID"] = given
    line = f"{request.method} {request.full_path.rstrip('?')} {response.status_code}"
    told = json.dumps({"line": line, "runs": g.runs, "caller": g.caller, "scheme": request.scheme})
    with WRITING:
        print(told, flush=True)
    return response


@app.before_request
def look():
    """Notes what a request says of runs, wherever it says it, and who sends it."""
    head = "\n".join([request.full_path, *(f"{key}: {value}" for key, value in request.headers)])
    whole = head.encode() + b"\n" + request.get_data()
    plain = whole.replace(b"%3B", b";").replace(b"%3b", b";")
    g.runs = sorted({found.decode() for found in RUN_ID.findall(plain)})
    token = request.headers.get("Authorization", "")
    g.caller = [one for one in (request.cookies.get(auth.COOKIE, "")[:8], token[-8:]) if one]


@app.errorhandler(Refused)
def refused(error):
    """The canonical envelope; the old API says Success: false with 200."""
    if "/rq/api/" in request.path:
        return jsonify(Success=False, Error=error.message, StackTrace=""), 200 if error.status == 400 else error.status
    return jsonify(error={"message": error.message, "code": error.code}), error.status


@app.errorhandler(runs.NoRun)
def no_run(error):
    """A run that is not there."""
    return jsonify(error={"message": f"There is no run {error}", "code": "not_found"}), 404


# Accounts

app.add_url_rule("/weppcloud/login", view_func=auth.login, methods=["GET", "POST"])
app.add_url_rule("/weppcloud/api/auth/session-heartbeat", view_func=auth.heartbeat, methods=["POST"])
app.add_url_rule("/weppcloud/api/auth/rq-engine-token", view_func=auth.user_token, methods=["POST"])


@app.get("/weppcloud/welcome")
@app.get("/weppcloud/profile")
def account():
    """Pages for whoever is logged in."""
    auth.check_user()
    return PAGE.format(g.session["csrf"], g.session["user"])


# Runs


@app.post("/rq-engine/create/")
def create():
    """A new run, by the cookie or a bearer; the answer leads to it."""
    if request.headers.get("Authorization"):
        user = auth.check_bearer(None)["sub"]
    else:
        auth.check_same_origin()
        user = g.session.get("user")
        if user is None:
            raise Refused(403, "CAPTCHA token is required.", "forbidden")
    config = request.form.get("config")
    if config not in runs.CONFIGS:
        raise Refused(400, "config is required", "validation_error")
    made = runs.create(config)
    access.own(made, user)
    return redirect(f"/weppcloud/runs/{made}/{config}", 303)


@app.get("/weppcloud/runs/<run>/<config>/")
@app.get("/weppcloud/runs/<run>/<config>")
def page(run, config):
    """The page of a run."""
    access.check_reader(run)
    runs.run_dir(run, config)
    return PAGE.format(g.session["csrf"], run)


@app.get("/weppcloud/runs/<run>/<config>/report/<name>/")
def report(run, config, name):
    """A report is there once its work is done."""
    access.check_reader(run)
    known = runs.state(runs.run_dir(run, config))
    needed = {"subcatchments": "areas", "landuse": "cover"}.get(name, "csa")
    if needed not in known:
        abort(404)
    return PAGE.format(g.session["csrf"], f"{name}: {known[needed]}")


@app.get("/weppcloud/runs/<run>/<config>/resources/subcatchments.json")
def resource(run, config):
    """What the map draws."""
    access.check_reader(run)
    return send_from_directory(runs.run_dir(run, config) / "watershed", "subcatchments.json")


@app.post("/weppcloud/runs/<run>/<config>/tasks/set_unit_preferences/")
def units(run, config):
    """A form of Flask's own, behind CSRF."""
    auth.check_csrf()
    access.check_reader(run)
    folder = runs.run_dir(run, config)
    given = mutations.values()
    mutations.needs(given, "unitizer_is_english")
    runs.change(folder, is_english=given["unitizer_is_english"])
    return jsonify(message="Unit preferences saved")


@app.post("/weppcloud/runs/<run>/<config>/recorder/events")
def recorder(run, config):
    """Takes what the page records."""
    auth.check_csrf()
    return "", 204


# rq-engine


def current(view):
    """Behind a bearer that opens this run."""

    @wraps(view)
    def inner(run, config, **rest):
        user = auth.check_bearer(run)["sub"]
        if not access.may_use(run, user):
            raise Refused(403, "You have no access to this run", "forbidden")
        return view(run, runs.run_dir(run, config), **rest)

    return inner


@served("rq-engine", "/rq-engine/health", "GET")
def health():
    """The process is there; of workers it tells nothing."""
    return jsonify(status="ok", scope="rq-engine")


@served("rq-engine", "/rq-engine/api/runs/<run>/<config>/hello-world", "GET", "POST")
def hello(run, config):
    """An open endpoint that enqueues the smallest job."""
    runs.run_dir(run, config)
    return jsonify(job_id=Queue(connection=connection()).enqueue(jobs.hello, meta={"runid": run}).id)


@served("rq-engine", "/rq-engine/api/runs/<run>/<config>/session-token", "POST")
def token(run, config):
    """A token for this run alone."""
    runs.run_dir(run, config)
    access.check_reader(run, tokens=True)
    return auth.session_token(run, config)


@served("rq-engine", "/rq-engine/api/runs/<run>/<config>/fork", "POST")
def fork(run, config):
    """A copy of a run, for its owner; who comes without a token must be no machine."""
    given = mutations.values()
    if not request.headers.get("Authorization"):
        raise Refused(403, "CAPTCHA token is required.", "forbidden")
    user = auth.check_bearer(run)["sub"]
    if not access.may_use(run, user):
        raise Refused(403, "You have no access to this run", "forbidden")
    runs.run_dir(run, config)
    answer = copies.fork(run, given)
    if not answer["new_runid"].startswith("profile;;"):
        access.own(answer["new_runid"], user)
    return jsonify(answer)


@served("rq-engine", "/rq-engine/api/runs/<run>/<config>/archive", "POST")
@current
def archive(run, folder):
    """A zip of a run."""
    return jsonify(job_id=copies.archive(run, mutations.values()))


@served("rq-engine", "/rq-engine/api/runs/<run>/<config>/tasks/upload-sbs/", "POST")
@current
def upload(run, folder):
    """A burn severity map."""
    return jsonify(result={"disturbed_fn": mutations.upload_sbs(run, folder)})


@served("rq-engine", "/rq-engine/api/runs/<run>/<config>/<task>", "POST")
@current
def mutate(run, folder, task):
    """Everything that enqueues a job."""
    if task not in mutations.ASYNC:
        abort(404)
    return jsonify(job_id=mutations.ASYNC[task](run, folder), message="Job enqueued."), 202


# The old API


@served("legacy", "/weppcloud/runs/<run>/<config>/rq/api/<any(fork, archive):task>", "POST")
def copy_legacy(run, config, task):
    """A copy of a run."""
    auth.check_csrf()
    access.check_reader(run)
    runs.run_dir(run, config)
    if task == "archive":
        return jsonify(Success=True, job_id=copies.archive(run, mutations.values()))
    return jsonify(Success=True, **copies.fork(run, mutations.values()))


@served("legacy", "/weppcloud/runs/<run>/<config>/rq/api/<task>", "POST")
def mutate_legacy(run, config, task):
    """The same, by cookie and CSRF, in the old words."""
    plain = task.replace("_", "-")
    if plain not in mutations.ASYNC:
        abort(404)
    auth.check_csrf()
    access.check_reader(run)
    return jsonify(Success=True, job_id=mutations.ASYNC[plain](run, runs.run_dir(run, config)))


@served("legacy", "/weppcloud/runs/<run>/<config>/tasks/upload_sbs/", "POST")
def upload_legacy(run, config):
    """A burn severity map."""
    auth.check_csrf()
    access.check_reader(run)
    return jsonify(Success=True, Content=mutations.upload_sbs(run, runs.run_dir(run, config)))


# Polls


@served("rq-engine", "/rq-engine/api/<any(jobstatus, jobinfo):kind>/<job_id>", "GET")
@served("legacy", "/weppcloud/rq/api/<any(jobstatus, jobinfo):kind>/<job_id>", "GET")
def poll(kind, job_id):
    """Status or tree of a job; so many a window."""
    generation = "legacy" if request.path.startswith("/weppcloud/") else "rq-engine"
    limit_polls(kind)
    job = jobs.find(job_id)
    if job is None and generation == "legacy":
        return jsonify(id=job_id, status="not_found")
    if job is None:
        return jsonify(error={"message": "Job not found", "code": "not_found"}), 404
    return jsonify((trees.status_document if kind == "jobstatus" else trees.node)(job, generation))


def limit_polls(kind):
    """Counts polls of this caller; too many are sent away for the rest of the window."""
    store = connection()
    window = int(time.time() // WINDOW)
    key = f"polls:{kind}:{request.remote_addr}:{window}"
    count = store.incr(key)
    store.expire(key, 2 * WINDOW)
    if count > POLLS:
        wait = max(1, round((window + 1) * WINDOW - time.time() + 0.5))
        body = jsonify(error={"message": "Rate limit exceeded", "code": "rate_limited"})
        abort(make_response(body, 429, {"Retry-After": str(wait)}))


# For tests, where it is switched on


@app.get("/weppcloud/tests/api/ping")
def ping():
    """Says that tests are supported."""
    return jsonify(status="ok") if TEST_SUPPORT else abort(404)


@app.delete("/weppcloud/tests/api/run/<run>")
def remove(run):
    """Removes a run."""
    if not TEST_SUPPORT:
        abort(403)
    auth.check_csrf()
    shutil.rmtree(runs.run_dir(run))
    return jsonify(runid=run)


if __name__ == "__main__":
    public = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=(sys.argv[1], sys.argv[2]))
    inner = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=inner.serve_forever, daemon=True).start()
    print(f"listening {public.port} {inner.port}", flush=True)
    public.serve_forever()
