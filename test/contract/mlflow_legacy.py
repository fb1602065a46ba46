"""What a script written for an earlier MLflow does, with that MLflow's client (1.30 and 2.22).

Prints what it logged and what it was told, as JSON.
"""

import json
import os
import tempfile
import warnings
from pathlib import Path

import mlflow
from mlflow.models import Model
from mlflow.tracking import MlflowClient

warnings.simplefilter("ignore")


class Flavor:
    """The smallest kind of model there is."""

    @staticmethod
    def save_model(path, mlflow_model, **_):
        os.makedirs(path)
        Path(path, "weights").write_text("w")
        mlflow_model.add_flavor("own", x=1)
        mlflow_model.save(os.path.join(path, "MLmodel"))


def named(value):
    return value if value == value and abs(value) != float("inf") else str(value)


mlflow.set_experiment("legacy")
client = MlflowClient()
folder = Path(tempfile.mkdtemp())
(folder / "sub").mkdir()
(folder / "f.txt").write_text("hello")
(folder / "sub" / "g ü.bin").write_bytes(b"\0" * 1000)
with mlflow.start_run(run_name="old") as run:
    run_id, experiment_id = run.info.run_id, run.info.experiment_id
    mlflow.log_param("lr", 0.1)
    mlflow.log_params({"a": 1, "b": "x"})
    for step in range(5):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"nan": float("nan"), "inf": float("inf")}, step=2)
    mlflow.set_tag("k", "v")
    mlflow.set_tags({"k2": "w"})
    mlflow.log_artifact(str(folder / "f.txt"))
    mlflow.log_artifacts(str(folder), "dir")
    mlflow.log_text("t", "t.txt")
    with mlflow.start_run(nested=True, run_name="in") as inner:
        mlflow.log_metric("x", 1)
    Model.log(artifact_path="model", flavor=Flavor, registered_model_name="net")
data = client.get_run(run_id).data
downloaded = Path(client.download_artifacts(run_id, "dir"))

first = client.search_model_versions("name='net'")[0]
second = mlflow.register_model(f"runs:/{run_id}/model", "net")
client.transition_model_version_stage("net", 1, "Production")
staged = client.transition_model_version_stage("net", second.version, "Production", archive_existing_versions=True)
client.set_registered_model_tag("net", "t", "1")
client.set_model_version_tag("net", second.version, "q", "1")
client.delete_model_version_tag("net", second.version, "q")
client.update_model_version("net", second.version, "described")
alias = None
if hasattr(client, "set_registered_model_alias"):
    client.set_registered_model_alias("net", "champion", second.version)
    alias = client.get_model_version_by_alias("net", "champion").version
model_files = Path(mlflow.artifacts.download_artifacts("models:/net/Production"))
versions = {v.version: [v.current_stage, v.description, v.status] for v in client.search_model_versions("name='net'")}
latest = {v.current_stage: v.version for v in client.get_latest_versions("net", ["Production", "Archived"])}
uri = client.get_model_version_download_uri("net", "2")
client.rename_registered_model("net", "renamed")
client.delete_model_version("renamed", "1")
client.create_registered_model("gone")
client.delete_registered_model("gone")
search = getattr(client, "search_experiments", None) or client.list_experiments
models = getattr(client, "list_registered_models", client.search_registered_models)

client.delete_run(inner.info.run_id)
deleted = client.get_run(inner.info.run_id).info.lifecycle_stage
client.restore_run(inner.info.run_id)
other = client.create_experiment("other")
client.rename_experiment(other, "other 2")
client.delete_experiment(other)
deleted_experiment = client.get_experiment(other).lifecycle_stage
client.restore_experiment(other)

print(
    "REPORT "
    + json.dumps({
        "version": mlflow.__version__,
        "run_id": run_id,
        "params": data.params,
        "metrics": {key: named(value) for key, value in data.metrics.items()},
        "history": [[m.step, m.value] for m in client.get_metric_history(run_id, "loss")],
        "listed": sorted(f.path for f in client.list_artifacts(run_id)),
        "downloaded": sorted(str(p.relative_to(downloaded)) for p in downloaded.rglob("*") if p.is_file()),
        "logged_models": len(json.loads(data.tags["mlflow.log-model.history"])),
        "first": [first.version, first.run_id, first.source],
        "stage": staged.current_stage,
        "alias": alias,
        "model_files": sorted(p.name for p in model_files.iterdir()),
        "versions": versions,
        "latest": latest,
        "uri": uri,
        "models": [m.name for m in models()],
        "left": [v.version for v in client.search_model_versions("name='renamed'")],
        "found": [r.info.run_id for r in client.search_runs([experiment_id], "metrics.loss < 1", order_by=["metrics.loss DESC"])],
        "deleted": [deleted, deleted_experiment, client.get_run(inner.info.run_id).info.lifecycle_stage],
        "experiments": sorted(e.name for e in search()),
    })
)
