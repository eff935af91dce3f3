"""Forks and archives of runs: what is asked of the server, and the work itself."""

import re
import secrets
import shutil
import time
import zipfile
from pathlib import Path

import mutations
import runs
from auth import Refused

#: Newer releases work on these in a queue of their own.
QUEUE = "fork-archive"
#: The server keeps so many characters of a comment.
COMMENT = 40


def fork(run, given):
    """Enqueues a fork; throw-away targets are made anew. Gives the job and the run."""
    target = given.get("target_runid") or f"{run.split('-')[0]}-fork-{secrets.token_hex(3)}"
    if not re.fullmatch(r"[\w;-]+", target):
        raise Refused(400, "target_runid is no run id", "validation_error")
    folder = runs.place(target)
    if folder.is_dir() and not target.startswith("profile;;"):
        raise Refused(409, f"{target} exists", "conflict")
    shutil.rmtree(folder, ignore_errors=True)
    wishes = {key: truth(given.get(key)) for key in ("undisturbify", "skip_wepp_runs_output")}
    job = mutations.submit(run, runs.run_dir(run), copy, {**wishes, "target": str(folder)}, QUEUE)
    return {"job_id": job, "new_runid": target, **wishes}


def archive(run, given):
    """Enqueues an archive."""
    comment = str(given.get("comment", ""))[:COMMENT]
    return mutations.submit(run, runs.run_dir(run), pack, {"name": run, "comment": comment}, QUEUE)


def truth(value):
    """A switch, from JSON or a form."""
    return value is True or str(value).lower() in ("true", "on", "1", "yes")


def copy(folder, values):
    """The job of a fork."""
    skipped = ["archives"]
    target = Path(values["target"])

    def left_out(place, names):
        inside = Path(place).relative_to(folder).as_posix()
        heavy = ["runs", "output"] if inside == "wepp" and values["skip_wepp_runs_output"] else []
        return [name for name in names if name in heavy or (inside == "." and name in skipped)]

    shutil.copytree(folder, target, ignore=left_out)
    if values["undisturbify"]:
        shutil.rmtree(target / "disturbed", ignore_errors=True)
        runs.change(target, burn=0, disturbed_fn=None)


def pack(folder, values):
    """The job of an archive: the run without its other archives."""
    place = Path(folder) / "archives"
    place.mkdir(exist_ok=True)
    plain = re.sub(r"[^\w-]", "_", values["name"])
    beside = place / f".{plain}.tmp"
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as made:
        made.comment = values["comment"].encode()
        for path in sorted(Path(folder).rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and inside.parts[0] != "archives":
                made.write(path, inside.as_posix())
    beside.rename(place / f"{plain}.{time.strftime('%Y%m%dT%H%M%S')}-{secrets.token_hex(2)}.zip")
