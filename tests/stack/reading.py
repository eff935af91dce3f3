"""Files of a run over HTTP: the JSON listing, the page, the bytes."""

from datetime import datetime, timezone
from html import escape
from urllib.parse import quote

from flask import Blueprint, abort, jsonify, send_from_directory

import access
import runs
from settings import LISTING

pages = Blueprint("reading", __name__)
#: Only the role Root sees these.
ROOT_ONLY = ("_logs", "exceptions.log", "exception_factory.log", "profile.events.jsonl")


def place(run, config, path):
    """A path below a run; who may not see it, or leads outside, is sent away."""
    folder = runs.run_dir(run, config).resolve()
    whole = (folder / path).resolve()
    if any(part.lower() in ROOT_ONLY for part in path.split("/")):
        abort(403)
    if whole != folder and folder not in whole.parents:
        abort(404)
    return whole


@pages.get("/weppcloud/runs/<run>/<config>/files/", defaults={"path": ""})
@pages.get("/weppcloud/runs/<run>/<config>/files/<path:path>")
def files(run, config, path):
    """A folder as JSON, for whoever proves who he is."""
    if LISTING != "files":
        abort(404)
    access.check_reader(run, always=True, tokens=True)
    folder = place(run, config, path)
    if not folder.is_dir():
        abort(404)
    found = [entry(one) for one in sorted(folder.iterdir()) if one.name not in ROOT_ONLY]
    return jsonify(runid=run, config=config, path=path, total=len(found), entries=found)


def entry(path):
    """One line of a listing."""
    told = path.stat()
    when = datetime.fromtimestamp(told.st_mtime, timezone.utc).isoformat()
    if path.is_dir():
        return {"name": path.name, "type": "directory", "modified": when}
    return {"name": path.name, "type": "file", "size_bytes": told.st_size, "modified": when}


@pages.get("/weppcloud/runs/<run>/<config>/browse/", defaults={"path": ""})
@pages.get("/weppcloud/runs/<run>/<config>/browse/<path:path>")
def browse(run, config, path):
    """A folder as a page."""
    if LISTING == "none":
        abort(404)
    access.check_reader(run, tokens=True)
    folder = place(run, config, path)
    if not folder.is_dir():
        abort(404)
    root = f"/weppcloud/runs/{quote(run, safe='')}/{config}"
    base = f"{path.rstrip('/')}/" if path else ""
    rows = [f'<a href="{root}/browse/{quote(base.rpartition("/")[0])}">..</a>'] if path else []
    for one in sorted(folder.iterdir()):
        kind, end = ("browse", "/") if one.is_dir() else ("download", "")
        rows.append(f'<a href="{root}/{kind}/{quote(base + one.name)}{end}">{escape(one.name)}{end}</a>')
    return f"<!doctype html><html><body><pre>{'<br>'.join(rows)}</pre></body></html>"


@pages.get("/weppcloud/runs/<run>/<config>/download/<path:path>")
def download(run, config, path):
    """A file of the run."""
    access.check_reader(run, tokens=True)
    whole = place(run, config, path)
    return send_from_directory(whole.parent, whole.name)
