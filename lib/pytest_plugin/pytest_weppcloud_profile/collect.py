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
    if config.getoption("--profiles") or config.getoption("--profile-tag") is not None:
        return True
    asked = f"{config.getoption('keyword', '')} {config.getoption('markexpr', '')}"
    return re.search(r"\bprofile\b(?!_)", asked) is not None


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
