"""What both generations of the API do to a run; only their addresses, proofs and answers differ."""

import time
from pathlib import Path

from flask import request
from rq import Queue
from werkzeug.utils import secure_filename

import jobs
import runs
import trees
from auth import Refused
from settings import TIDY_SECONDS, connection

#: How long a run stays locked without a job that is pending, in seconds.
LOCKED = 60


def values():
    """Fields of the body, JSON or form."""
    if request.is_json:
        return request.get_json()
    return {key: found[0] if len(found) == 1 else found for key, found in request.form.lists()}


def uploaded(field, folder, endings, prefix=""):
    """Stores an uploaded file under its secured name, and gives that name."""
    file = request.files.get(field)
    if file is None or file.filename == "":
        raise Refused(400, f"{field} is required", "validation_error")
    name = secure_filename(file.filename)
    if not name.lower().endswith(endings):
        raise Refused(400, f"{field} must end with {', '.join(endings)}", "validation_error")
    Path(folder).mkdir(parents=True, exist_ok=True)
    file.save(Path(folder) / f"{prefix}{name}")
    return f"{prefix}{name}"


def submit(run, folder, work, given, queue="default"):
    """Enqueues a job, unless one of this run is pending: then another request is refused."""
    store = connection()
    held = store.get(f"active:{run}")
    job = jobs.find(held.decode()) if held else None
    if job is not None and trees.aggregate(job, "rq-engine") in ("queued", "started", "deferred", "scheduled"):
        raise Refused(409, "A job is already active for this run", "job_active")
    made = Queue(queue, connection=store).enqueue(work, args=(str(folder), given), meta={"runid": run})
    store.set(f"active:{run}", made.id, ex=LOCKED)
    return made.id


def needs(given, *names):
    """Refuses a body without these fields."""
    missing = [name for name in names if given.get(name) in (None, "")]
    if missing:
        raise Refused(400, f"missing: {', '.join(missing)}", "validation_error")


def fetch_dem(run, folder):
    """Begins the watershed."""
    given = values()
    needs(given, "map_center", "csa")
    return submit(run, folder, jobs.fetch_dem_and_build_channels, given)


def outlet(run, folder):
    """Sets the outlet."""
    given = values()
    needs(given, "latitude", "longitude")
    return submit(run, folder, jobs.set_outlet, given)


def subcatchments(run, folder):
    """Abstracts the watershed."""
    if "outlet" not in runs.state(folder):
        raise Refused(409, "There is no outlet", "invalid_watershed_abstraction_state")
    return submit(run, folder, jobs.build_subcatchments, values())


def landuse(run, folder):
    """Cover, from a list or an uploaded map."""
    given = values()
    needs(given, "landuse_mode")
    mode = str(given["landuse_mode"])
    stored = ""
    if mode == "4":
        stored = uploaded("input_upload_landuse", folder / "landuse", (".tif", ".img"), prefix="_")
    options = given.get("mofe_opts", [])
    work = {"mode": mode, "stored": stored, "options": options if isinstance(options, list) else [options]}
    return submit(run, folder, jobs.build_landuse, work)


def wepp(run, folder):
    """The model."""
    if "cover" not in runs.state(folder):
        raise Refused(409, "There is no land use", "invalid_watershed_abstraction_state")
    return submit(run, folder, jobs.run_wepp, values())


def soils(run, folder):
    """Fails in its job, whoever asks."""
    return submit(run, folder, jobs.fail, values())


def upload_sbs(run, folder):
    """A burn severity map; what it does to the run follows from its bytes."""
    name = uploaded("input_upload_sbs", folder / "disturbed", (".tif", ".img"))
    content = (folder / "disturbed" / name).read_bytes()
    runs.change(folder, burn=sum(content) % 100 / 100, disturbed_fn=name)
    runs.log(folder, "disturbed.log", f"{time.time()} {name}")
    if TIDY_SECONDS > 0:
        submit(run, folder, jobs.tidy, {})
    return name


#: Task, in the words of the current API.
ASYNC = {
    "fetch-dem-and-build-channels": fetch_dem,
    "set-outlet": outlet,
    "build-subcatchments-and-abstract-watershed": subcatchments,
    "build-landuse": landuse,
    "build-soils": soils,
    "run-wepp": wepp,
}
