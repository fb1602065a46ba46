"""How the scripts tell a tracker about themselves: by writing lines, without any library."""

import json
import os
import shutil
from pathlib import Path


class MetricsFile:
    """Appends one JSON line per step to the file that SEXTANT_METRICS names. Does nothing when
    nobody asked for metrics."""

    def __init__(self) -> None:
        path = os.environ.get("SEXTANT_METRICS")
        self._file = open(path, "a", buffering=1) if path else None

    def log(self, step: int, **values: float) -> None:
        if self._file:
            self._file.write(json.dumps({"step": step, **values}) + "\n")


def keep_artifact(path: Path) -> None:
    """Copies a file next to the record of this run, when there is one."""
    folder = os.environ.get("SEXTANT_RUN_DIR")
    if folder:
        artifacts = Path(folder) / "artifacts"
        artifacts.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, artifacts / path.name)
