"""What pytest calls: options, markers, the fixtures, the collection, and what exit 3 means."""

import os
import shlex
import warnings

import pytest

from .binary import Binary, ProfileAbsent, ProfileError, ProfileUnavailable, find_binary
from .collect import has_option, profile_items, wants_profiles
from .runner import ProfileRunner

MARKERS = [
    "profile: replays a profile of WEPPcloud",
    "microservice: needs a running WEPPcloud (or the embedded one)",
]
#: Option, its value, and what it does. Each has the name of the ini file, too, with underscores.
OPTIONS = {
    "profile-binary": ("PATH", "the program profile (default: PROFILE_BINARY, the PATH, bin/profile upwards)"),
    "profile-data-root": ("DIR", "folder that holds profiles/ (default: as profile finds it)"),
    "profile-args": ("WORDS", "further options of every play, for instance '--embedded --no-compare'"),
    "profile-base-url": ("URL", "WEPPcloud to play against, or embedded"),
    "profile-overlay": ("NAME", "values of a named overlay"),
    "profile-unavailable": ("error|skip", "what a play is that ends 3, unavailable (default: error)"),
}


def pytest_addoption(parser):
    """Adds the options and their names in the ini file."""
    group = parser.getgroup("profile", "profiles of WEPPcloud")
    for name, (value, words) in OPTIONS.items():
        choices = {"choices": value.split("|")} if "|" in value else {"metavar": value}
        group.addoption(f"--{name}", default=None, help=words, **choices)
        parser.addini(name.replace("-", "_"), words)
    group.addoption("--profiles", action="store_true", help="play every profile as a test of its own")
    group.addoption("--profile-tag", metavar="EXPR", default=None, help="as --profiles: those with fitting tags")


def pytest_configure(config):
    """Declares the markers, so that --strict-markers knows them."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)


@pytest.fixture(scope="session")
def profile_runner(pytestconfig):
    """Plays profiles: ``profile_runner.run("us-small").expect_passed()``."""
    return make_runner(pytestconfig)


def pytest_generate_tests(metafunc):
    """A test that takes ``profile_slug`` runs once for each profile (``--profile-tag`` chooses)."""
    if "profile_slug" in metafunc.fixturenames:
        slugs = make_runner(metafunc.config).slugs(metafunc.config.getoption("--profile-tag"))
        metafunc.parametrize("profile_slug", slugs)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session, config, items):
    """Adds the profiles before -k and -m choose."""
    if not wants_profiles(config):
        return
    try:
        items.extend(profile_items(session, make_runner(config)))
    except ProfileError as error:
        if has_option(config) or not isinstance(error, ProfileAbsent):
            raise pytest.UsageError(str(error)) from error
        # The expression may mean tests of somebody else: where there are no profiles, it stays what it was.
        warnings.warn(pytest.PytestWarning(f"no profile is collected: {error}"), stacklevel=1)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """What is not there is no failed test: it is an error, or it is skipped, as asked for."""
    outcome = yield
    report = outcome.get_result()
    if call.excinfo is None or not isinstance(call.excinfo.value, ProfileUnavailable):
        return
    if setting(item.config, "profile-unavailable") == "skip":
        path, line, _ = item.reportinfo()
        report.outcome = "skipped"
        report.longrepr = (str(path), (line or 0) + 1, f"Skipped: {call.excinfo.value}")
    elif report.when == "call":
        # A failure of what stands around a test is counted as an error.
        report.when = "setup"


def setting(config, name):
    """Value of an option: the command line, else the ini file, else ``None``."""
    given = config.getoption(f"--{name}")
    found = given if given is not None else config.getini(name.replace("-", "_")) or None
    choices = OPTIONS[name][0].split("|")
    if found is not None and len(choices) > 1 and found not in choices:
        raise pytest.UsageError(f"{name.replace('-', '_')} is {' or '.join(choices)}, not {found}")
    return found


def make_runner(config):
    """The runner that the options ask for."""
    start = config.invocation_params.dir
    words = shlex.split(setting(config, "profile-args") or "")
    for option in ("base-url", "overlay"):
        value = setting(config, f"profile-{option}")
        if value is not None:
            words += [f"--{option}", value]
    root = setting(config, "profile-data-root")
    binary = find_binary(setting(config, "profile-binary"), start)
    return ProfileRunner(Binary(binary, os.fspath(start), root), words)
