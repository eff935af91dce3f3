"""Work of the RQ workers. Every output follows from what the user sent, so that a lost field shows."""

import hashlib
import json
import time
from pathlib import Path

from rq import Queue, get_current_job
from rq.job import Job

import runs
from settings import DRIFT, FAILS, TIDY_SECONDS, WORK_SECONDS, connection

#: So many hillslopes has every watershed here.
HILLSLOPES = 3


def hello():
    """The smallest job."""
    return "hello"


def fetch_dem_and_build_channels(folder, values):
    """Channels from the map's extent and the critical source area."""
    time.sleep(WORK_SECONDS)
    center, csa = values["map_center"], float(values["csa"])
    write(folder, "dem/channels.json", {"type": "FeatureCollection", "csa": csa, "center": center})
    runs.change(folder, csa=csa, map_center=center)


def set_outlet(folder, values):
    """The outlet, moved to the next cell."""
    outlet = [round(float(values["longitude"]), 3), round(float(values["latitude"]), 3)]
    runs.change(folder, outlet=outlet)
    write(folder, "dem/outlet.json", {"outlet": outlet})


def build_subcatchments(folder, values):
    """An orchestrator: its children do the work, and it ends before them."""
    add_children("0", [(abstract_watershed, (folder, values))])


def abstract_watershed(folder, values):
    """Hillslopes from the outlet and the source area."""
    time.sleep(WORK_SECONDS)
    seed = float(runs.state(folder)["csa"]) + abs(sum(runs.state(folder)["outlet"]))
    areas = [round(seed * (slope + 1) % 97 + 3, 3) for slope in range(HILLSLOPES)]
    write(folder, "watershed/subcatchments.json", {"areas": areas, "pkcsa": values.get("pkcsa")})
    runs.change(folder, areas=areas)


def build_landuse(folder, values):
    """Cover of each hillslope, from the uploaded map where there is one."""
    time.sleep(WORK_SECONDS)
    may_fail("build_landuse")
    if values["mode"] == "4":
        content = (Path(folder) / "landuse" / values["stored"]).read_bytes()
    else:
        content = values["mode"].encode()
    digest = hashlib.sha256(content).digest()
    cover = [round(digest[slope] / 255, 4) for slope in range(HILLSLOPES)]
    rows = [f"{slope + 1},{value}" for slope, value in enumerate(cover)]
    write(folder, "landuse/cover.csv", "\n".join(["hillslope,cover", *rows, ""]))
    runs.change(folder, cover=cover, landuse_mode=values["mode"], options=values["options"])


def run_wepp(folder, values):
    """An orchestrator of two stages: the hillslopes side by side, then the watershed."""
    hills = add_children("0", [(hillslope, (folder, number, values)) for number in range(HILLSLOPES)])
    add_children("1", [(watershed, (folder,))], after=hills)


def hillslope(folder, number, values):
    """Soil loss of one hillslope."""
    if number == 0:
        may_fail("hillslope")
    elif FAILS == "hillslope":
        time.sleep(10 * WORK_SECONDS)
    time.sleep(WORK_SECONDS)
    known = runs.state(folder)
    burnt = 1 + known.get("burn", 0)
    loss = known["areas"][number] * (1 - known["cover"][number] / 2) * burnt * DRIFT
    lines = [f"HILLSLOPE {number + 1}", f"SOIL LOSS {loss:12.4f} kg", f"CLIP {bool(values.get('clip_soils'))}"]
    write(folder, f"wepp/output/H{number + 1}.loss.dat", "\n".join([*lines, ""]))


def watershed(folder):
    """The sum over the hillslopes."""
    time.sleep(WORK_SECONDS)
    may_fail("watershed")
    output = Path(folder) / "wepp" / "output"
    losses = [float(path.read_text().splitlines()[1].split()[2]) for path in sorted(output.glob("H*.loss.dat"))]
    total = {"hillslopes": len(losses), "soil_loss": round(sum(losses), 4), "unit": "kg"}
    write(folder, "wepp/output/summary.json", total)
    runs.log(folder, "wepp.log", "WEPP watershed run complete")


def tidy(folder, values):
    """What the server does for itself."""
    time.sleep(TIDY_SECONDS)


def fail(folder, values):
    """A job that fails."""
    raise RuntimeError("there is no soil at this place")


def may_fail(work):
    """Fails where the settings of the workers say so: a release that broke something."""
    if work == FAILS:
        raise RuntimeError(f"{work}: the model did not converge")


def add_children(stage, works, after=None):
    """Enqueues children of the job at work, and notes them for the tree."""
    job = get_current_job(connection())
    queue = Queue(connection=job.connection)
    made = [
        queue.enqueue(work, args=args, depends_on=after, meta={"runid": job.meta["runid"]}) for work, args in works
    ]
    job.meta.update({f"jobs:{stage},{number}": child.id for number, child in enumerate(made)})
    job.save_meta()
    return made


def find(job_id):
    """A job that is known, or ``None``."""
    try:
        return Job.fetch(job_id, connection=connection())
    except Exception:  # rq has no one error for "gone" and "unreadable"
        return None


def write(folder, path, content):
    """Writes an output whole."""
    whole = Path(folder) / path
    whole.parent.mkdir(parents=True, exist_ok=True)
    beside = whole.with_name(f"{whole.name}.new")
    beside.write_text(content if isinstance(content, str) else json.dumps(content, sort_keys=True, indent=1))
    beside.replace(whole)
