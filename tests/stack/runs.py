"""Where runs lie, and what the pages read of them."""

import json
import re
import secrets
from pathlib import Path

from settings import FORKS, PLAYBACK, RUNS

CONFIGS = {
    "dev_unit_1": "[general]\nname = dev_unit_1\ncellsize = 30\n",
    "disturbed9002": "[general]\nname = disturbed9002\ncellsize = 10\n",
}
DEFAULTS = '[general]\nlocale = "us"\n'
WORDS = [["ample", "brisk", "civil", "dusky"], ["otter", "plover", "quartz", "raven"]]

NAMES = "|".join(f"{first}-{second}" for first in WORDS[0] for second in WORDS[1])


class NoRun(Exception):
    """There is no such run, or not with this config."""


def run_dir(run, config=None):
    """The folder of a run; composite ids lead into the folder of playbacks.

    Raises ``NoRun`` when it is not there or belongs to another config.
    """
    folder = place(run)
    if not folder.is_dir() or (config is not None and not (folder / f"{config}.cfg").is_file()):
        raise NoRun(run)
    return folder


def place(run):
    """Where a run lies or would lie, by the shape of its id. Raises ``NoRun`` for an id that leads nowhere."""
    parts = run.split(";;")
    if any(part in ("", ".", "..") or re.search(r"[/\\\0]", part) for part in parts):
        raise NoRun(run)
    if len(parts) == 1:
        return RUNS / run[:2] / run
    roots = {"tmp": PLAYBACK, "fork": FORKS}
    if len(parts) != 3 or parts[0] != "profile" or parts[1] not in roots:
        raise NoRun(run)
    return roots[parts[1]] / parts[2]


def create(config):
    """A new run with its config files, and its id."""
    run = f"{secrets.choice(WORDS[0])}-{secrets.choice(WORDS[1])}-{secrets.token_hex(3)}"
    fill(RUNS / run[:2] / run, config)
    return run


def fill(folder, config):
    """The files that every run begins with."""
    folder.mkdir(parents=True)
    (folder / f"{config}.cfg").write_text(CONFIGS[config])
    (folder / "_defaults.toml").write_text(DEFAULTS)


def state(folder):
    """What the run knows of itself: its NoDb file, as plain JSON."""
    path = Path(folder) / "ron.nodb"
    if not path.is_file():
        return {}
    return json.loads(path.read_text())["py/state"]


def change(folder, **values):
    """Changes the state, whole or not at all."""
    path = Path(folder) / "ron.nodb"
    whole = {"py/object": "stack.Ron", "py/state": {**state(folder), **values}}
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(whole, sort_keys=True))
    beside.replace(path)


def log(folder, name, line):
    """Adds a line to a log of the run."""
    with open(Path(folder) / name, "a", encoding="utf-8") as file:
        file.write(f"{line}\n")
