"""Writes with MLflow's own client, and says what MLflow itself then reads.

`python mlflowStores_writer.py SECTION` in an empty folder, with MLFLOW_TRACKING_URI set. Prints one
line `REPORT <json>` for what is to be compared.
"""

import json
import math
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import Metric, Param, RunTag, ViewType  # noqa: E402


def named(value):
    """By name what JSON has no number for. Databases keep infinity as the greatest double."""
    if math.isnan(value):
        return "NaN"
    if abs(value) >= sys.float_info.max:
        return "Infinity" if value > 0 else "-Infinity"
    return value


def report(value):
    print("REPORT " + json.dumps(value), flush=True)


def oracle():
    """Every run with all its points, as MlflowClient reads them."""
    client = MlflowClient()
    runs = []
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        token = None
        while True:
            page = client.search_runs(
                [experiment.experiment_id], run_view_type=ViewType.ALL, page_token=token
            )
            for run in page:
                runs.append(describe(client, experiment, run))
            token = page.token
            if not token:
                break
    return runs


def describe(client, experiment, run):
    history = {}
    for key in run.data.metrics:
        points = client.get_metric_history(run.info.run_id, key)
        history[key] = [[p.step, p.timestamp, named(p.value)] for p in points]
    deleted = "deleted" in (run.info.lifecycle_stage, experiment.lifecycle_stage)
    return {
        "run_id": run.info.run_id,
        "name": run.info.run_name,
        "experiment": experiment.name,
        "status": run.info.status,
        "start_time": run.info.start_time,
        "end_time": run.info.end_time,
        "user": run.info.user_id,
        "deleted": deleted,
        "params": run.data.params,
        "tags": run.data.tags,
        "latest": {key: named(value) for key, value in run.data.metrics.items()},
        "history": history,
        "datasets": [
            [d.dataset.name, d.dataset.digest, {tag.key: tag.value for tag in d.tags}]
            for d in (run.inputs.dataset_inputs if run.inputs else [])
        ],
    }


def write_fluent():
    import numpy as np
    import pandas as pd

    mlflow.set_experiment("demo é")
    with mlflow.start_run(run_name="parent: #1 'q' ü", description="a note\nline 2") as run:
        mlflow.log_param("lr", 0.1)
        mlflow.log_param("group/name", "adam\nx")
        mlflow.log_param("empty", "")
        mlflow.log_param("long", "x" * 9000)
        mlflow.log_params({f"p{i}": i for i in range(30)})
        for step in range(50):
            mlflow.log_metric("train/loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"acc": 0.1 + 0.2, "f1 ü": 1e-300, "big": 1.5e308}, step=2)
        for step, value in enumerate([math.nan, math.inf, -math.inf, 0.5, math.nan]):
            mlflow.log_metric("odd", value, step=step)
        for step in (5, 1, 3, 3, -2):
            mlflow.log_metric("unordered", step * 1.5, step=step)
        mlflow.log_metric("withds", 1.5, step=7, dataset=dataset(pd))
        mlflow.log_input(dataset(pd), context="training")
        mlflow.set_tags({"team": "red: blue", "gone": "x", "html": "<b>&amp;</b>"})
        mlflow.delete_tag("gone")
        mlflow.log_image(np.zeros((4, 4, 3), dtype=np.uint8), key="samples/dog", step=3)
        mlflow.log_text("hello", "notes/a.txt")
        mlflow.log_text("<script>", "page.html")
        model = mlflow.initialize_logged_model(name="net", model_type="cnn")
        mlflow.log_metric("model_acc", 0.5, step=1, model_id=model.model_id)
        mlflow.finalize_logged_model(model.model_id, "READY")
        with mlflow.start_run(run_name="child", nested=True):
            mlflow.log_metric("x", 1)
    return run, model


def dataset(pd):
    import mlflow.data

    return mlflow.data.from_pandas(pd.DataFrame({"a": [1.0, 2.0]}), name="train-set")


def write_lifecycle(run):
    client = MlflowClient()
    client.create_registered_model("reg")
    client.create_model_version("reg", source=f"{run.info.artifact_uri}/m", run_id=run.info.run_id)
    client.set_registered_model_alias("reg", "champion", "1")
    try:
        with mlflow.start_run(run_name="failing"):
            raise RuntimeError("on purpose")
    except RuntimeError:
        pass
    with mlflow.start_run(run_name="deleted run") as deleted:
        mlflow.log_metric("y", 2)
    client.delete_run(deleted.info.run_id)
    experiment = client.create_experiment("deleted experiment")
    client.create_run(experiment, run_name="in the bin")
    client.delete_experiment(experiment)
    batch = client.create_run(client.get_experiment_by_name("demo é").experiment_id)
    now = int(time.time() * 1000)
    client.log_batch(
        batch.info.run_id,
        metrics=[Metric(f"m{i % 20}", i / 7, now + i, i // 20) for i in range(1000)],
        params=[Param("k", "v")],
        tags=[RunTag("t", "1")],
    )
    client.set_terminated(batch.info.run_id, "KILLED")


def main(section):
    if section == "write":
        run, model = write_fluent()
        write_lifecycle(run)
        report({"runs": oracle(), "parent": run.info.run_id, "model": model.model_id})
    elif section == "fixture":
        write_fixture()
    elif section == "edit":
        edit()
    elif section == "live":
        live()
    elif section == "die":
        mlflow.set_experiment("live")
        mlflow.start_run(run_name="dies")
        mlflow.log_param("a", 1)
        for step in range(20):
            mlflow.log_metric("loss", step / 3, step=step)
        report({"runs": oracle()})
        os._exit(9)


def write_fixture():
    """A small store for tests that have no Python; of a database the tables that are read, as SQL."""
    mlflow.set_experiment("demo é")
    with mlflow.start_run(run_name="parent: #1 'q'", description="a note\nline 2") as run:
        mlflow.log_params({"lr": 0.1, "group/name": "adam\nx", "empty": ""})
        for step in range(6):
            mlflow.log_metric("train/loss", 1 / (step + 1), step=step)
        for step, value in enumerate([math.nan, math.inf, -math.inf, 0.5]):
            mlflow.log_metric("odd", value, step=step)
        mlflow.set_tag("team", "red: blue")
        mlflow.log_text("hello", "notes/a.txt")
        with mlflow.start_run(run_name="child", nested=True):
            mlflow.log_metric("x", 1)
    client = MlflowClient()
    client.create_registered_model("reg")
    client.create_model_version("reg", source=f"{run.info.artifact_uri}/m", run_id=run.info.run_id)
    client.set_registered_model_alias("reg", "champion", "1")
    deleted = client.create_run(run.info.experiment_id, run_name="deleted run")
    client.delete_run(deleted.info.run_id)
    with open("oracle.json", "w") as file:
        json.dump(oracle(), file, indent=1, ensure_ascii=False)
    if os.environ["MLFLOW_TRACKING_URI"].startswith("sqlite:"):
        dump_tables()


def dump_tables():
    import sqlite3

    tables = "experiments runs params tags metrics latest_metrics datasets inputs input_tags"
    tables += " logged_models registered_models model_versions registered_model_aliases"
    connection = sqlite3.connect("mlflow.db")
    lines = ["PRAGMA foreign_keys=OFF;"]
    for table in tables.split():
        rows = connection.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC",
            (table,),
        )
        lines += [f"{sql};" for (sql,) in rows]
    for line in connection.iterdump():
        name = line.split('"')[1] if line.startswith("INSERT INTO") else ""
        if name in tables.split():
            lines.append(line)
    with open("mlflow.sql", "w") as file:
        file.write("\n".join(lines) + "\n")


def edit():
    """Changes what was written earlier: a tag, a name, a late point, a deleted run restored."""
    client = MlflowClient()
    for run in oracle():
        if run["name"] == "child":
            client.set_tag(run["run_id"], "late", "yes")
            client.log_metric(run["run_id"], "x", 5, step=9)
            client.update_run(run["run_id"], name="renamed")
        if run["name"] == "deleted run":
            client.restore_run(run["run_id"])
    report({"runs": oracle()})


def live():
    """Logs one point after another until told to stop; says how long each call took, and when."""
    mlflow.set_experiment("live")
    mlflow.start_run(run_name="live")
    calls = []
    print("READY", flush=True)
    end = time.time() + float(sys.argv[2])
    step = 0
    while time.time() < end:
        before = time.perf_counter()
        mlflow.log_metric("loss", step / 3, step=step)
        calls.append([time.time() * 1000, (time.perf_counter() - before) * 1000])
        step += 1
    mlflow.end_run()
    report({"runs": oracle(), "calls": calls})


main(sys.argv[1])
