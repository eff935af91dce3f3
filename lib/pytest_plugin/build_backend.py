"""Builds the wheel and the source archive of this folder with the standard library alone (PEP 517).

What the package is called and needs stands in ``pyproject.toml``; its version is the binary's. That file is read line by line, as Python
before 3.11 has no reader for TOML; only the forms that are used there are understood.
"""

import base64
import hashlib
import io
import json
import re
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "pytest_weppcloud_profile"
#: The oldest moment that a zip can hold: the same sources give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def get_requires_for_build_wheel(config_settings=None):
    """Nothing is needed to build."""
    return []


get_requires_for_build_sdist = get_requires_for_build_wheel


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Writes the ``.dist-info`` folder that the wheel will hold, and names it."""
    project = _project()
    folder = Path(metadata_directory) / _dist_info(project)
    folder.mkdir()
    for name, text in _metadata(project).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel, and names it."""
    project = _project()
    files = {path.relative_to(HERE).as_posix(): path.read_bytes() for path in sorted((HERE / PACKAGE).glob("*.py"))}
    return _wheel(wheel_directory, project, files)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """A wheel that points to this folder (PEP 660): ``pip install -e``."""
    project = _project()
    return _wheel(wheel_directory, project, {f"{PACKAGE}.pth": f"{HERE}\n".encode()})


def build_sdist(sdist_directory, config_settings=None):
    """Writes the source archive, and names it."""
    project = _project()
    base = f"{_plain(project['name'])}-{project['version']}"
    name = f"{base}.tar.gz"
    wanted = ["pyproject.toml", "build_backend.py", "README.md", *(f"{PACKAGE}/{p.name}" for p in (HERE / PACKAGE).glob("*.py"))]
    contents = {path: (HERE / path).read_bytes() for path in sorted(wanted)}
    contents["PKG-INFO"] = _metadata(project)["METADATA"].encode()
    with tarfile.open(Path(sdist_directory) / name, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path, content in contents.items():
            entry = tarfile.TarInfo(f"{base}/{path}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return name


def _wheel(directory, project, files):
    info = _dist_info(project)
    files = {**files, **{f"{info}/{name}": text.encode() for name, text in _metadata(project).items()}}
    lines = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    name = f"{_plain(project['name'])}-{project['version']}-py3-none-any.whl"
    with zipfile.ZipFile(Path(directory) / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)
    return name


def _metadata(project):
    header = [
        "Metadata-Version: 2.1",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {one}" for one in project["dependencies"]),
        "Classifier: Framework :: Pytest",
        "Description-Content-Type: text/markdown",
        "",
        (HERE / "README.md").read_text(encoding="utf-8"),
    ]
    return {
        "METADATA": "\n".join(header),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: build_backend\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "entry_points.txt": f"[pytest11]\nweppcloud_profile = {PACKAGE}.plugin\n",
    }


def _project():
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    table = re.search(r"^\[project\]\n(.*?)(?=^\[)", text, re.S | re.M).group(1)
    found = dict(re.findall(r'^([\w-]+) = "(.*)"$', table, re.M))
    listed = re.search(r"^dependencies = \[(.*)\]$", table, re.M).group(1)
    return {**found, "version": version(), "dependencies": re.findall(r'"([^"]*)"', listed)}


def version():
    """The version of the checkout that this folder lies in; of an unpacked source archive, the one it was made with."""
    packed = HERE / "PKG-INFO"
    if packed.is_file():
        return re.search(r"^Version: (.*)$", packed.read_text(encoding="utf-8"), re.M).group(1)
    return json.loads((HERE.parent.parent / "deno.json").read_text(encoding="utf-8"))["version"]


def _plain(name):
    return re.sub(r"[-_.]+", "_", name)


def _dist_info(project):
    return f"{_plain(project['name'])}-{project['version']}.dist-info"


def _digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
