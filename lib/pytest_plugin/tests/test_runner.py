"""The fixture and its results, against the embedded WEPPcloud."""

import re
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_example_of_the_readme_runs_as_written(root):
    text = README.read_text(encoding="utf-8")
    root.makepyfile(test_small_watershed=re.search(r"```python\n(.*?)```", text, re.S).group(1))
    command = re.search(r"^pytest (test_small_watershed\.py .*)$", text, re.M).group(1)
    result = root.runpytest_subprocess("--strict-markers", *command.split())
    result.assert_outcomes(passed=1)


def test_a_drifted_file_fails_with_the_console_s_diagnosis(root):
    root.makepyfile("""
        def test_all(profile_runner):
            result = profile_runner.run("us-small", "--embedded-drift", "soil_loss=1.03", embedded=True)
            assert not result.passed and result.exit_code == 1
            result.expect_completed("run_wepp").expect_completed("tasks.run_wepp").expect_completed("run-wepp")
            result.expect_passed()
    """)
    result = root.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*profile us-small: differences (embedded, drift soil_loss=1.03)",
        "*wepp/output/run/soil_loss.tif*raster_stats*",
        "*band 1 mean*+3 %*",
        "*result*profiles*results*us-small*",
    ])
    assert "in expect_passed" not in result.stdout.str()


def test_a_failed_step_fails_what_expects_it(root):
    root.makepyfile("""
        import pytest

        def test_step(profile_runner):
            result = profile_runner.run("us-small", "--embedded-fault", "failing-job=run-wepp", embedded=True)
            result.expect_completed("build_soils")
            assert result.step("run-wepp").job["status"] == "failed"
            assert result.step("set-outlet").expect_status(200).passed
            with pytest.raises(AssertionError, match="expected status 201, got 200"):
                result.step("set-outlet").expect_status(201)
            with pytest.raises(AssertionError, match="did you mean run-wepp"):
                result.step("run-weppp")
            with pytest.raises(AssertionError, match="nothing compares wepp/nope"):
                result.comparison("wepp/nope")
            with pytest.raises(AssertionError, match="wepp/output/run/soil_loss.tif .* skipped: the play stopped"):
                result.comparison("wepp/output/run/soil_loss.tif").expect_passed()
            result.expect_completed("run_wepp")
    """)
    result = root.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*step run-wepp failed: *job*failed*"])


def test_what_cannot_be_played_is_an_error_or_skipped(root):
    root.makepyfile("""
        def test_away(profile_runner):
            profile_runner.run("us-small", base_url="http://127.0.0.1:9")
    """)
    result = root.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*profile us-small: unavailable*"])
    root.runpytest_subprocess("--profile-unavailable", "skip").assert_outcomes(skipped=1)
    root.makeini("[pytest]\nprofile_unavailable = skip\n")
    root.runpytest_subprocess().assert_outcomes(skipped=1)
    root.makeini("[pytest]\nprofile_unavailable = maybe\n")
    root.runpytest_subprocess().stderr.fnmatch_lines(["*profile_unavailable is error or skip, not maybe*"])


def test_a_wrong_name_fails_in_the_binary_s_words(root):
    root.makepyfile("""
        def test_nope(profile_runner):
            profile_runner.run("us-smal", embedded=True)
    """)
    result = root.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*us-smal*"])


def test_a_binary_that_is_not_there_is_named(root, monkeypatch):
    monkeypatch.setenv("PROFILE_BINARY", "/nowhere/profile")
    root.makepyfile("def test_it(profile_runner): pass")
    result = root.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*there is no program /nowhere/profile*"])


def test_options_reach_the_play(root):
    root.makeini("[pytest]\nprofile_base_url = embedded\nprofile_args = --no-compare\n")
    root.makepyfile("""
        def test_it(profile_runner):
            assert profile_runner.run("us-small").summary == "passed (steps only, embedded)"
    """)
    root.runpytest_subprocess().assert_outcomes(passed=1)
