"""Every profile as a test of its own."""

import shutil

import pytest
from pytest_weppcloud_profile.collect import asks_for

SHIPPED = ["sbs-reupload", "us-small"]


def names(result):
    return [line for line in result.stdout.lines if "::" in line or line.startswith("profile[")]


def test_a_plain_pytest_plays_no_profile(root):
    root.makepyfile("def test_own(): pass")
    root.runpytest_subprocess().assert_outcomes(passed=1)


def test_all_are_collected_by_k(root):
    root.makepyfile("def test_own(): pass")
    result = root.runpytest_subprocess("-k", "profile", "--collect-only", "-q")
    assert set(names(result)) >= {f"profile[{slug}]" for slug in SHIPPED}
    assert not any("test_own" in line for line in result.stdout.lines)


def test_expressions_choose_by_slug_marker_and_tag(root):
    for words in [
        ["-k", "profile and us-small"],
        ["-m", "profile", "-k", "us-small"],
        ["--profiles", "-k", "us-small"],
    ]:
        result = root.runpytest_subprocess("--collect-only", "-q", *words)
        assert names(result) == ["profile[us-small]"], words
    result = root.runpytest_subprocess("--collect-only", "-q", "--profile-tag", "wildfire and not nightly")
    assert names(result) == ["profile[sbs-reupload]"]


def test_a_profile_passes_or_fails_as_a_test(root):
    words = ["-k", "profile and us-small", "--profile-base-url", "embedded"]
    root.runpytest_subprocess("--strict-markers", *words).assert_outcomes(passed=1)
    result = root.runpytest_subprocess(*words, "--profile-args", "--embedded-drift soil_loss=1.03")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*_ profile?us-small? _*", "profile us-small: differences (embedded, drift soil_loss=1.03)", "*band 1 mean*"])


def test_a_profile_that_cannot_be_played_is_an_error(root):
    words = ["-k", "profile and us-small", "--profile-base-url", "http://127.0.0.1:9"]
    root.runpytest_subprocess(*words).assert_outcomes(errors=1)
    root.runpytest_subprocess(*words, "--profile-unavailable=skip").assert_outcomes(skipped=1)


def test_profile_slug_is_each_profile(root):
    root.makepyfile("def test_each(profile_slug): assert profile_slug")
    result = root.runpytest_subprocess("-v")
    result.stdout.fnmatch_lines([f"*test_each?{slug}? PASSED*" for slug in SHIPPED])


def test_another_data_root_is_read(root, tmp_path):
    (tmp_path / "profiles").mkdir()
    result = root.runpytest_subprocess("-k", "profile", "--profile-data-root", str(tmp_path))
    assert result.ret == 5


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        ("profile", True),
        ("profile and us-small", True),
        ("own or profile", True),
        ("not slow and profile", True),
        ("not (slow or profile)", False),
        ("not (slow and not profile)", True),
        ("(own) and not profile", False),
        ("not profile", False),
        ("not not profile", True),
        ("own and not (profile)", False),
        ("not (own) and profile", True),
        ("not (a or b) or profile", True),
        ("profile_tests", False),
        ("", False),
        (") profile", True),
    ],
)
def test_an_expression_asks_for_profiles_unless_it_excludes_them(expression, asked):
    assert asks_for(expression) is asked


@pytest.fixture
def nowhere(root, monkeypatch):
    """No binary, and a test of somebody's own."""
    monkeypatch.delenv("PROFILE_BINARY")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    root.makepyfile(test_a="def test_own(): pass\ndef test_profile_of_a_hill(): pass")
    return root


def test_excluding_profiles_needs_none(nowhere):
    for words in [["-k", "not profile and own"], ["-m", "not profile"]]:
        result = nowhere.runpytest_subprocess(*words)
        assert result.ret == 0, words
        assert "warning" not in result.stdout.str()


def test_where_no_profiles_can_be_an_expression_warns_and_an_option_fails(nowhere):
    result = nowhere.runpytest_subprocess("-k", "profile")
    result.assert_outcomes(passed=1, deselected=1, warnings=1)
    result.stdout.fnmatch_lines(["*no profile is collected: the program profile is not on the PATH*"])
    for words in [["--profiles"], ["--profile-tag", "nightly"], ["-k", "profile", "--profile-binary", "nowhere"]]:
        assert nowhere.runpytest_subprocess(*words).ret == 4, words


def test_without_a_data_root_an_expression_warns(root):
    shutil.rmtree(root.path / "profiles")
    root.makepyfile("def test_own(): pass")
    result = root.runpytest_subprocess("-k", "profile or own")
    result.assert_outcomes(passed=1, warnings=1)
    assert root.runpytest_subprocess("--profiles").ret == 4


def test_a_data_root_that_cannot_be_read_is_an_error(root):
    (root.path / "profiles" / "profile.config.yaml").write_text("overlays: 1\n")
    assert root.runpytest_subprocess("-k", "profile").ret == 4
