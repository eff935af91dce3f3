"""What one play did, with expectations whose failures read like the console of ``profile play``."""

import difflib
import re


class Step:
    """One step of a play: ``id``, ``verdict``, ``status`` (HTTP), ``job``, ``timings`` in ms, ``failures``."""

    def __init__(self, data, result):
        self.data = data
        self.id = data["id"]
        self.action = data["action"]
        self.verdict = data["verdict"]
        self.reason = data.get("reason")
        self.request = data.get("request")
        self.job = data.get("job")
        self.timings = data.get("timings") or {}
        self.failures = data.get("failures", [])
        actual = data.get("actual")
        self.status = actual.get("status") if isinstance(actual, dict) else None
        self._result = result

    @property
    def passed(self):
        """True when it ran and everything that it expects holds."""
        return self.verdict == "passed"

    def expect_passed(self):
        """Fails with the diagnosis of the play unless the step passed."""
        __tracebackhide__ = True
        if not self.passed:
            why = "; ".join(self.failures) or self.reason or "it did not run"
            raise AssertionError(self._result.told(f"step {self.id} {self.verdict}: {why}"))
        return self

    def expect_status(self, status):
        """Fails unless the server answered with this status."""
        __tracebackhide__ = True
        if self.status != status:
            raise AssertionError(self._result.told(f"step {self.id}: expected status {status}, got {self.status}"))
        return self

    def __repr__(self):
        return f"<Step {self.id} {self.verdict}>"


class Comparison:
    """One comparison: ``target``, ``method``, ``verdict``, ``differences`` (each a dict), ``omitted``."""

    def __init__(self, data, result):
        self.data = data
        self.target = data["target"]
        self.method = data["method"]
        self.verdict = data["verdict"]
        self.reason = data.get("reason")
        self.differences = data.get("differences", [])
        self.omitted = data.get("omitted", 0)
        self._result = result

    @property
    def passed(self):
        """True when the files were compared and match."""
        return self.verdict == "passed"

    def expect_passed(self):
        """Fails with the differences unless the comparison matched."""
        __tracebackhide__ = True
        if not self.passed:
            lines = [f"  {one['where']}: {one['message']}" for one in self.differences[:20]]
            more = len(self.differences) + self.omitted - len(lines)
            if more > 0:
                lines.append(f"  + {more} more")
            why = self.reason or f"{len(self.differences) + self.omitted} differences"
            raise AssertionError("\n".join([f"{self.target} ({self.method}) {self.verdict}: {why}", *lines]))
        return self

    def __repr__(self):
        return f"<Comparison {self.target} {self.verdict}>"


class Result:
    """One play. ``report`` is the whole of ``report.json``; ``path`` the folder of the result."""

    def __init__(self, report):
        self.report = report
        self.slug = report["profile"]
        self.verdict = report["verdict"]
        self.exit_code = report["exit_code"]
        self.summary = report["summary"]
        self.path = report.get("artifacts", {}).get("result")
        self.steps = [Step(one, self) for one in report["steps"]]
        self.comparisons = [Comparison(one, self) for one in report["comparisons"]]

    @property
    def passed(self):
        """True when all that was asked for was done, compared, and matched (exit 0)."""
        return self.exit_code == 0

    def step(self, name):
        """The step of that name. Fails when there is none, or more than one."""
        __tracebackhide__ = True
        found = self._steps(name)
        if len(found) > 1:
            raise AssertionError(f"{name} names {len(found)} steps: {', '.join(step.id for step in found)}")
        return found[0]

    def comparison(self, target):
        """The comparison of a target, as the profile names it or by a file that it matched."""
        __tracebackhide__ = True
        for one in self.comparisons:
            if one.target == target or target in one.data.get("files", []):
                return one
        raise AssertionError(f"nothing compares {target}{_near(target, [one.target for one in self.comparisons])}")

    def expect_completed(self, name):
        """Fails unless every step of that name ran and passed, its job finished. Returns the result.

        A name is a step's id, a job's name or the last part of an endpoint; ``run_wepp`` is ``run-wepp``.
        """
        __tracebackhide__ = True
        for step in self._steps(name):
            step.expect_passed()
            status = (step.job or {}).get("status")
            if status not in (None, "finished"):
                raise AssertionError(self.told(f"step {step.id}: its job is {status}"))
        return self

    def expect_passed(self):
        """Fails with the diagnosis unless the play passed: all that was asked for was done, compared, and matched.

        What was asked for in part passes in part: with ``--no-compare`` nothing is compared, and ``summary`` says so.
        """
        __tracebackhide__ = True
        if not self.passed:
            raise AssertionError(self.told(f"profile {self.slug}: {self.summary}"))
        return self

    def told(self, first):
        """A failure's text: the sentence, and what the console of ``profile play`` says."""
        return "\n".join([first, *self.diagnosis])

    @property
    def diagnosis(self):
        """What the console says of the play, as lines."""
        return self.report.get("diagnosis") or [f"result: {self.path}"]

    def _steps(self, name):
        __tracebackhide__ = True
        wanted = _plain(name)
        exact = [step for step in self.steps if _plain(step.id) == wanted]
        found = exact or [step for step in self.steps if wanted in _names(step)]
        if not found:
            raise AssertionError(f"no step is called {name}{_near(name, [step.id for step in self.steps])}")
        return found

    def __repr__(self):
        return f"<Result {self.slug} {self.summary}>"


def _plain(name):
    """``tasks.run_wepp`` and ``run-wepp`` are one name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().rsplit(".", 1)[-1]).strip("-")


def _names(step):
    """Further names: the last part of the endpoint, which for a job is the job's name."""
    url = (step.request or {}).get("url", "").split("?")[0]
    return {_plain(url.rstrip("/").rsplit("/", 1)[-1])}


def _near(name, names):
    close = difflib.get_close_matches(name.replace("_", "-"), names, 1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there are {', '.join(names)}" if names else "; there is none"
