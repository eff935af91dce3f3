"""Settings of the stack, from its environment; shared by the web application and the workers."""

import os
from pathlib import Path

import redis

RUNS = Path(os.environ["STACK_RUNS"])
PLAYBACK = Path(os.environ["STACK_PLAYBACK"])
FORKS = Path(os.environ["STACK_FORKS"])
REDIS_URL = os.environ["STACK_REDIS"]
#: ``rq-engine`` (current), ``legacy``, or both.
GENERATIONS = os.environ.get("STACK_API", "rq-engine").split(",")
EMAIL = os.environ.get("STACK_EMAIL", "qa@streamlab.example.com")
PASSWORD = os.environ.get("STACK_PASSWORD", "correct horse battery")
LOCAL_LOGIN = os.environ.get("STACK_LOCAL_LOGIN", "true") == "true"
#: Lifetime of a token, in seconds.
TOKEN_SECONDS = 600
#: So many requests a token opens until it counts as expired: time that passes would make tests unsure.
TOKEN_USES = int(os.environ.get("STACK_TOKEN_USES", "1000000"))
#: Polls that one caller may send in a window, and the window in seconds.
POLLS, WINDOW = (int(part) for part in os.environ.get("STACK_POLLS", "400/60").split("/"))
#: Factor on soil loss: a release that computes something else.
DRIFT = float(os.environ.get("STACK_DRIFT", "1"))
#: How long a job of the watershed works, in seconds.
WORK_SECONDS = float(os.environ.get("STACK_WORK_SECONDS", "0.3"))
#: After an upload the server tidies up for so long, in a job that it tells nobody of.
TIDY_SECONDS = float(os.environ.get("STACK_TIDY_SECONDS", "0"))
#: Which job of the watershed fails: ``hillslope`` (its siblings go on), ``watershed``, ``build_landuse``.
FAILS = os.environ.get("STACK_FAILS", "")
#: How the status of a tree is told: as the code that was read does it, or as the newest contract says.
AGGREGATE = os.environ.get("STACK_AGGREGATE", "code")
#: How folders are listed over HTTP: ``files`` (JSON), ``browse`` (a page), or neither.
LISTING = os.environ.get("STACK_LISTING", "files")
#: Whether the addresses for tests are served.
TEST_SUPPORT = os.environ.get("STACK_TEST_SUPPORT", "false") == "true"
KEY = os.environ.get("STACK_KEY", "a key of this stack alone").encode()


def connection():
    """A connection to redis, as RQ wants it."""
    return redis.Redis.from_url(REDIS_URL)
