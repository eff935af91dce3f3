"""Finds and calls the binary ``profile``; everything that the plugin knows comes from its ``--json``."""

import json
import os
import shutil
import subprocess
from pathlib import Path

#: Exit codes of the binary that the plugin tells apart.
UNAVAILABLE = 3
INTERRUPTED = 130
#: Variables that name the data root, or its ``profiles/``.
DATA_ROOTS = ["PROFILE_DATA_ROOT", "PROFILE_PLAYBACK_ROOT"]
#: How long a binary that was interrupted may take to write its result, in seconds.
LAST_WORDS = 30


class ProfileError(Exception):
    """The binary could not do its work: wrong words, an invalid profile, a bug."""


class ProfileAbsent(ProfileError):
    """There is no binary, or no data root: nothing here says that profiles are played."""


class ProfileUnavailable(ProfileError):
    """What a play needs is not there: server, login, network, a worker, a prerequisite (exit 3)."""


class Binary:
    """The binary and the data root that it works in.

    ``path`` is the program, ``data_root`` the folder that holds ``profiles/`` (``None``: as the binary finds it
    from ``cwd``), ``env`` what is laid over this process's environment.
    """

    def __init__(self, path, cwd, data_root=None, env=None):
        self.path = path
        self.cwd = cwd
        self.data_root = data_root
        self.env = env or {}

    def misses_data_root(self):
        """True when no data root is named, and this folder and those above it hold no ``profiles/``."""
        env = {**os.environ, **self.env}
        if self.data_root is not None or any(env.get(name) for name in DATA_ROOTS):
            return False
        return not any(Path(folder, "profiles").is_dir() for folder in [self.cwd, *Path(self.cwd).parents])

    def json(self, *words, env=None, timeout=None):
        """Runs a command with ``--json``.

        Returns its exit code, its document (``None`` when it printed none) and what it wrote to standard error.
        """
        root = [] if self.data_root is None else ["--data-root", str(self.data_root)]
        command = [str(self.path), *words, "--json", *root]
        whole = {**os.environ, **self.env, **(env or {})}
        try:
            child = subprocess.Popen(
                command, cwd=self.cwd, env=whole, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise ProfileError(f"{self.path} cannot be started: {error.strerror}") from error
        try:
            out, errors = child.communicate(timeout=timeout)
        except BaseException as error:
            # The terminal interrupts both: the binary writes its result and leaves the sandbox to look at.
            child.terminate()
            try:
                child.communicate(timeout=LAST_WORDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                raise ProfileError(f"profile {' '.join(words)} did not end within {timeout} s") from error
            raise
        if child.returncode == INTERRUPTED:
            raise KeyboardInterrupt
        return child.returncode, _document(out), errors.decode("utf-8", "replace").strip()


def find_binary(given, start):
    """The path of the binary: as named, else ``PROFILE_BINARY``, else on the PATH, else ``bin/profile`` upwards.

    Raises ``ProfileAbsent`` when there is none, ``ProfileError`` when the named one is not there.
    """
    named = given or os.environ.get("PROFILE_BINARY")
    if named:
        found = shutil.which(os.path.expanduser(named)) or shutil.which(str(Path(start, named)))
        if found is None:
            raise ProfileError(f"there is no program {named} (--profile-binary, PROFILE_BINARY)")
        return Path(found).resolve()
    on_path = shutil.which("profile")
    if on_path is not None:
        return Path(on_path).resolve()
    for folder in [Path(start), *Path(start).parents]:
        if os.access(folder / "bin" / "profile", os.X_OK):
            return folder / "bin" / "profile"
    raise ProfileAbsent(
        "the program profile is not on the PATH, and there is no bin/profile in this folder or above it; "
        "name it with --profile-binary or PROFILE_BINARY"
    )


def words_of(document, errors):
    """What went wrong, in the binary's own words."""
    error = (document or {}).get("error") or {}
    if "message" not in error:
        return errors or "the binary said nothing"
    lines = [error["message"]]
    for key in ("position", "remedy"):
        if error.get(key):
            lines.append(f"  {key}: {error[key]}")
    return "\n".join([*lines, *(f"  {other}" for other in error.get("others") or [] if isinstance(other, str))])


def _document(out):
    try:
        found = json.loads(out)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
