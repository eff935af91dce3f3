"""Jobs as the two generations of the API tell them: status of a whole tree, and the tree."""

import jobs
from settings import AGGREGATE

ORDERS = {
    "rq-engine": ["started", "queued", "deferred", "scheduled", "failed", "stopped", "canceled"],
    "legacy": ["failed", "stopped", "canceled", "started", "queued", "deferred", "scheduled"],
}
#: By the newest contract a failure beats work that waits for it.
CONTRACT = ["started", "queued", "scheduled", "failed", "stopped", "canceled", "deferred"]


def stages(job):
    """Children of a job by stage, in order; a child that expired is ``None``."""
    found = {}
    for key in sorted(key for key in job.meta if key.startswith("jobs:")):
        found.setdefault(key[5:].split(",")[0], []).append(jobs.find(job.meta[key]))
    return found


def members(job):
    """A job and everything below it."""
    children = [child for stage in stages(job).values() for child in stage if child is not None]
    return [job, *(one for child in children for one in members(child))]


def aggregate(job, generation):
    """Status of a tree, by the rules of a generation."""
    statuses = {one.get_status(refresh=True) for one in members(job)}
    order = CONTRACT if generation == "rq-engine" and AGGREGATE == "contract" else ORDERS[generation]
    return next((status for status in order if status in statuses), "finished")


def status_document(job, generation):
    """Answer of ``jobstatus``."""
    tree = members(job)
    ended = [one.ended_at for one in tree]
    times = {
        "started_at": str(job.started_at) if job.started_at else None,
        "ended_at": max(ended).strftime("%Y-%m-%dT%H:%M:%SZ") if all(ended) else None,
    }
    common = {"runid": job.meta.get("runid"), "status": aggregate(job, generation), **times}
    if generation == "legacy":
        return {"id": job.id, **common}
    done = sum(one.get_status() == "finished" for one in tree)
    progress = {"completed": done, "total": len(tree), "unit": "jobs", "percent": 100 * done // len(tree)}
    return {"job_id": job.id, **common, "progress": {**progress, "updated_at": "1970-01-01T00:00:00Z"}}


def node(job, generation):
    """Answer of ``jobinfo``: the tree with tracebacks."""
    if job is None:
        return None
    told = {
        "runid": job.meta.get("runid"),
        "status": job.get_status(refresh=True),
        "description": job.description,
        "result": None,
        "exc_info": job.exc_info,
        "children": {stage: [node(child, generation) for child in found] for stage, found in stages(job).items()},
    }
    return {"id": job.id, **told} if generation == "legacy" else {"job_id": job.id, **told, "auth_actor": None}
