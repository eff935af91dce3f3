"""Every profile as a test of its own, named ``profile[<slug>]``: nothing has to be written for it."""

import re
from pathlib import Path

import pytest

from .binary import ProfileError


class ProfileItem(pytest.Item):
    """Plays one profile; the test is that it passes."""

    def __init__(self, *, entry, runner, **rest):
        super().__init__(**rest)
        self.slug = entry["slug"]
        self.title = entry.get("title") or ""
        self._runner = runner
        self.add_marker(pytest.mark.profile)
        self.add_marker(pytest.mark.microservice)
        self.extra_keyword_matches.update(["profile", self.slug, *entry.get("tags", [])])

    def runtest(self):
        """Plays it, and expects that it passed."""
        result = self._runner().run(self.slug)
        self.user_properties += [("verdict", result.summary), ("result", result.path)]
        result.expect_passed()

    def repr_failure(self, excinfo, style=None):
        """The diagnosis alone: the lines of this file say nothing to who wrote the profile."""
        if isinstance(excinfo.value, (AssertionError, ProfileError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        """Where it is said to be: the profile's own file."""
        return self.path, None, self.name


def wants_profiles(config):
    """Profiles are played when they were asked for: a plain ``pytest`` of a repository stays what it was."""
    return has_option(config) or any(asks_for(config.getoption(name, "")) for name in ("keyword", "markexpr"))


def has_option(config):
    """True when an option of the plugin asks for them: then what it takes to find them has to be there."""
    return config.getoption("--profiles") or config.getoption("--profile-tag") is not None


def asks_for(expression):
    """True when ``profile`` stands in an expression of ``-k`` or ``-m`` and is not excluded by a ``not``."""
    outer, denied = [], False  # "denied": what comes next is to be false; "outer": the same of open brackets
    for token in re.findall(r"[()]|[^\s()]+", expression):
        if token == "not":
            denied = not denied
        elif token == "(":
            outer.append(denied)
        elif token == ")":
            denied = outer.pop() if outer else False
        elif token not in ("and", "or") and not denied and re.search(r"\bprofile\b(?!_)", token):
            return True
        if token not in ("not", "("):
            denied = outer[-1] if outer else False
    return False


def profile_items(session, runner):
    """An item for each profile of the data root."""
    config = session.config
    return [
        ProfileItem.from_parent(
            session,
            name=f"profile[{entry['slug']}]",
            nodeid=f"profile[{entry['slug']}]",
            path=Path(config.rootpath, "profiles", entry["slug"], "profile.yaml"),
            entry=entry,
            runner=lambda: runner,
        )
        for entry in runner.catalogue(config.getoption("--profile-tag"))
    ]
