"""Whose runs are whose: who may read a run, and who may change it."""

from flask import g, request

import auth
from auth import Refused
from settings import connection


def own(run, user):
    """Notes the owner of a new run; runs of plays have none."""
    connection().hset("owners", run, user)


def may_use(run, user):
    """True for the owner, and for everybody where nobody owns the run."""
    owner = connection().hget("owners", run)
    return owner is None or owner.decode() == user


def check_reader(run, always=False, tokens=False):
    """A run is read by its owner; a run without owner by anybody.

    ``tokens`` takes a bearer in place of the cookie, as the file service does and Flask's pages do not; ``always`` asks
    for a proof also where nobody owns the run.
    """
    user = g.session.get("user")
    if tokens and request.headers.get("Authorization"):
        user = auth.check_bearer(run)["sub"]
    if not may_use(run, user) or (always and user is None):
        raise Refused(403 if user else 401, "You have no access to this run", "forbidden" if user else "unauthorized")
