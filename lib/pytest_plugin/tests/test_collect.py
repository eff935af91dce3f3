"""Every profile as a test of its own."""

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
    result.stdout.fnmatch_lines(["*_ profile?us-small? _*", "profile us-small: differences (embedded)", "*band 1 mean*"])


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
