"""Programs for Node that we did not write, at the versions of package-lock.json. Installed once, beside it.

Where there is no Node the tests that need them are skipped. With TORII_CI set, as `.ci/run` does, they fail instead.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
FOLDER = HERE / "node_modules"
OLDEST = 20


def node_modules() -> Path:
    """The folder with the packages."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            _missing(f"there is no {program}")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v(\d+)", said)
    if found is None or int(found[1]) < OLDEST:
        _missing(f"node is {said.strip()}, and has to be {OLDEST} at least")
    # the workers of one run come here together
    with (Path(tempfile.gettempdir()) / f"torii-npm-{os.getuid()}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        _install()
    return FOLDER


def _install() -> None:
    mark, wanted = FOLDER / ".installed", sha256(LOCK.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    done = subprocess.run(["npm", "ci", "--no-progress"], cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        _missing(f"npm cannot install {LOCK}: {done.stderr[-1000:]}")
    mark.write_text(wanted)


def _missing(why: str) -> NoReturn:
    if "TORII_CI" in os.environ:
        pytest.fail(why)
    pytest.skip(why)
