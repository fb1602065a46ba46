"""What the real DVC says of projects: reads {name: {files, tracked, run}} as JSON, answers one verdict each.

A verdict is {"phase": "load" | "graph" | "resolve" | "run", "error": class, "message": text}, or null
when nothing was refused. `run` asks for `dvc repro` too.
"""

import json
import os
import subprocess
import sys
import tempfile

os.environ["DVC_NO_ANALYTICS"] = "1"

from dvc.dvcfile import load_file  # noqa: E402
from dvc.exceptions import DvcException  # noqa: E402
from dvc.repo import Repo  # noqa: E402


def write(root, files):
    for name, text in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if name.endswith("/"):
            continue
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def verdict(phase, error):
    parts = []
    while error is not None and len(parts) < 5:
        parts.append(str(error))
        error_name = type(error).__name__
        error = error.__cause__
    return {"phase": phase, "error": error_name, "message": " <- ".join(parts)}


def resolve(repo):
    """What every command that runs a stage does first: each parameter has to be there."""
    for stage in repo.index.stages:
        for dep in stage.deps:
            if hasattr(dep, "read_params") and hasattr(dep, "params"):
                if not dep.exists:
                    raise DvcException(f"parameters file {dep} does not exist")
                dep.save()


def load_locks(repo):
    """Loading stages reads no lock where none of them needs it; every command that runs one does."""
    for folder, _, names in repo.dvcignore.walk(repo.fs, repo.root_dir):
        if "dvc.yaml" in names and "dvc.lock" in names:
            load_file(repo, os.path.join(folder, "dvc.yaml")).lockfile_contents  # noqa: B018


def judge(root, case):
    phase = "load"
    try:
        if case.get("tracked") is None:
            repo = Repo.init(root, no_scm=True)
        else:
            git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
            subprocess.run([*git, "init", "-q"], cwd=root, check=True)
            if case["tracked"]:
                subprocess.run([*git, "add", "-f", "--", *case["tracked"]], cwd=root, check=True)
                subprocess.run([*git, "commit", "-qm", "files"], cwd=root, check=True)
            repo = Repo.init(root)
        if ".dvc/config" in case["files"]:
            write(root, {".dvc/config": case["files"][".dvc/config"]})
            no_scm = {"core": {"no_scm": True}} if case.get("tracked") is None else {}
            repo = Repo(root, config=no_scm)
        with repo:
            stages = list(repo.index.stages)
            for stage in stages:
                for out in stage.outs:
                    out.fs_path
            load_locks(repo)
            phase = "graph"
            repo.index.check_graph()
            phase = "resolve"
            resolve(repo)
            if case.get("run"):
                phase = "run"
                os.chdir(root)
                repo.reproduce(force=True)
    except Exception as error:  # noqa: BLE001
        return verdict(phase, error)
    return None


def main():
    cases = json.load(sys.stdin)
    verdicts = {}
    out = os.dup(1)
    os.dup2(2, 1)
    for name, case in cases.items():
        with tempfile.TemporaryDirectory() as root:
            root = os.path.realpath(root)
            write(root, {name: text for name, text in case["files"].items() if name != ".dvc/config"})
            here = os.getcwd()
            try:
                verdicts[name] = judge(root, case)
            finally:
                os.chdir(here)
    with os.fdopen(out, "w") as stream:
        json.dump(verdicts, stream)


main()
