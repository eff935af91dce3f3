"""The fixture's object: plays a profile and gives its result."""

from .binary import UNAVAILABLE, ProfileAbsent, ProfileError, ProfileUnavailable, words_of
from .result import Result


class ProfileRunner:
    """Plays profiles with the binary.

    ``words`` are options that every play gets, for instance ``["--embedded"]``.
    """

    def __init__(self, binary, words=()):
        self.binary = binary
        self.words = list(words)

    def run(self, slug, *words, overlay=None, base_url=None, embedded=False, env=None, timeout=None):
        """Plays a profile, and returns its ``Result``, whatever the verdict.

        :param words: further options of ``profile play``, such as ``"--no-compare"``
        :param env: laid over the environment of the play
        :param timeout: seconds until the play is ended; ``None``: its own limits alone
        :raises ProfileUnavailable: server, login, network, workers or a prerequisite are not there
        :raises ProfileError: the profile is not there or not valid, or the binary failed
        """
        __tracebackhide__ = True
        options = [*self.words, *words]
        if embedded:
            options.append("--embedded")
        if base_url is not None:
            options += ["--base-url", base_url]
        if overlay is not None:
            options += ["--overlay", overlay]
        code, document, errors = self.binary.json("play", slug, *options, env=env, timeout=timeout)
        report = document if document is not None and "steps" in document else None
        if code == UNAVAILABLE:
            raise ProfileUnavailable(_told(f"profile {slug}: unavailable", report, words_of(document, errors)))
        if report is None:
            raise ProfileError(f"profile {slug}: {words_of(document, errors)}")
        return Result(report)

    def slugs(self, tag=None):
        """Slugs of the profiles, in their order; with ``tag`` those that the expression chooses."""
        return [one["slug"] for one in self.catalogue(tag)]

    def catalogue(self, tag=None):
        """What ``profile list`` tells of each profile: ``slug``, ``title``, ``tags``, ``steps``, ``last``."""
        __tracebackhide__ = True
        code, document, errors = self.binary.json("list", *([] if tag is None else ["--tag", tag]))
        profiles = (document or {}).get("profiles")
        if code != 0 or profiles is None:
            kind = ProfileAbsent if self.binary.misses_data_root() else ProfileError
            raise kind(f"profile list: {words_of(document, errors)}")
        return profiles


def _told(first, report, words):
    diagnosis = (report or {}).get("diagnosis") or []
    return "\n".join([first, words, *diagnosis])
