"""What the real MLflow says of projects: reads {name: {files}} as JSON, answers one verdict each.

A verdict is {"phase": "load" | "command" | "environment", "error": class, "message": text}, or null
when nothing was refused. Nothing of a project is run: it is loaded, the commands of its entry points
are put together once with the parameters that have no default and once with all, and its environment
is read.
"""

import json
import os
import sys
import tempfile

from mlflow.projects import env_type
from mlflow.projects._project_spec import load_project
from mlflow.projects.docker import validate_docker_env
from mlflow.utils.environment import _PythonEnv


def value_of(parameter):
    return "s3://bucket/data" if parameter.type == "uri" else "1"


def put_together(project):
    for name in list(project._entry_points):
        entry_point = project.get_entry_point(name)
        every = {key: value_of(it) for key, it in entry_point.parameters.items()}
        needed = {key: it for key, it in every.items() if entry_point.parameters[key].default is None}
        entry_point.compute_command(needed, None)
        entry_point.compute_command({**every, "more": "1"}, None)


def read_environment(project):
    if project.docker_env:
        validate_docker_env(project)
    elif project.env_type == env_type.PYTHON and project.env_config_path:
        _PythonEnv.from_yaml(project.env_config_path)
    elif project.env_type == env_type.CONDA:
        _PythonEnv.from_conda_yaml(project.env_config_path)


def judge(root):
    phase = "load"
    try:
        project = load_project(root)
        phase = "command"
        if project._entry_points:
            put_together(project)
        else:
            project.get_entry_point("main")
        phase = "environment"
        read_environment(project)
    except Exception as error:  # noqa: BLE001
        message = str(error).replace(root, "")
        return {"phase": phase, "error": type(error).__name__, "message": message}
    return None


def main():
    verdicts = {}
    for name, case in json.load(sys.stdin).items():
        with tempfile.TemporaryDirectory() as root:
            for path, text in case["files"].items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
            verdicts[name] = judge(root)
    json.dump(verdicts, sys.stdout)


main()
