"""A data root with the shipped profiles, and pytest inside of pytest."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(pytester, monkeypatch):
    """The folder of the inner pytest: a data root of its own, played by the built binary."""
    profiles = pytester.path / "profiles"
    ignore = shutil.ignore_patterns("results", "_drafts", "archived")
    shutil.copytree(REPOSITORY / "profiles", profiles, ignore=ignore)
    for name in ["PROFILE_DATA_ROOT", "PROFILE_BASE_URL", "PROFILE_PLAYBACK_BASE_URL", "CI", "GITHUB_ACTIONS"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PROFILE_BINARY", str(REPOSITORY / "bin" / "profile"))
    return pytester
