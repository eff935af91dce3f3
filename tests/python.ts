/** The Python of this machine, for the tests of the pytest plugin. */
import { spawnSync } from "node:child_process";
import process from "node:process";

/** Debian's own Python has Debian's packages. */
export const PYTHON = process.env["PROFILE_TEST_PYTHON"] ?? "/usr/bin/python3";

/** True when there is a Python with pytest, pip and venv; tests return early without one. */
export function hasPytest(): boolean {
  return spawnSync(PYTHON, ["-c", "import pytest, pip, venv, ensurepip"], { stdio: "ignore" }).status === 0;
}

/** True when it has pandas, the reference for tables; tests return early without it. */
export function hasPandas(): boolean {
  return spawnSync(PYTHON, ["-c", "import pandas"], { stdio: "ignore" }).status === 0;
}
