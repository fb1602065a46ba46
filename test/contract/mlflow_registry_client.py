"""The model registry as a user of the newest MLflow uses it, with models that are loaded again,
and what users do to be rid of things.

    python mlflow_registry_client.py register | load | tidy
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import mlflow
import numpy as np
from mlflow.exceptions import MlflowException
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from sklearn.linear_model import LogisticRegression

x = np.array([[0.0], [1.0], [2.0], [3.0]])
y = np.array([0, 0, 1, 1])
client = mlflow.MlflowClient()


def report(**facts):
    print("REPORT " + json.dumps(facts))


def predictions(uri):
    return mlflow.sklearn.load_model(uri).predict(x).tolist()


def register():
    mlflow.set_experiment("registry")
    model = LogisticRegression().fit(x, y)
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, name="clf", registered_model_name="net")
        mlflow.log_metric("acc", 0.5, model_id=info.model_id)
    by_run = mlflow.register_model(f"runs:/{run.info.run_id}/clf", "net", tags={"how": "run"})
    by_id = mlflow.register_model(f"models:/{info.model_id}", "net")
    copy = client.copy_model_version("models:/net/1", "copied")
    client.set_registered_model_alias("net", "champion", by_run.version)
    client.update_registered_model("net", "a net")
    client.set_registered_model_tag("net", "team", "red")
    client.transition_model_version_stage("net", by_id.version, "Production")
    errors = []
    for attempt in (
        lambda: client.create_registered_model("net"),
        lambda: client.get_registered_model("none"),
        lambda: client.get_model_version_by_alias("net", "none"),
        lambda: client.set_registered_model_alias("net", "latest", 1),
        lambda: mlflow.sklearn.load_model("models:/net@none"),
        lambda: mlflow.sklearn.load_model("models:/net/99"),
        lambda: client.search_registered_models("name > 'a'"),
        lambda: client.create_model_version("net", "/etc/passwd"),
    ):
        try:
            attempt()
            errors.append(None)
        except MlflowException as error:
            errors.append(error.error_code)
    client.create_registered_model("empty")
    client.rename_registered_model("empty", "void")
    void = client.get_registered_model("void").name
    client.delete_registered_model("void")
    prompt = mlflow.genai.register_prompt("greeting", "Hello {{name}}")
    net = client.get_registered_model("net")
    report(
        run_id=run.info.run_id,
        model_id=info.model_id,
        expected=model.predict(x).tolist(),
        versions=[info.registered_model_version, by_run.version, by_id.version, copy.version],
        copied=[copy.name, copy.source],
        sources=[client.get_model_version("net", n).source for n in (1, 2, 3)],
        run_ids=[v.run_id for v in client.search_model_versions("name = 'net'")],
        how=client.get_model_version("net", 2).tags,
        net=[net.description, net.tags, net.aliases],
        logged=json.loads(client.get_logged_model(info.model_id).tags["mlflow.modelVersions"]),
        errors=errors,
        void=void,
        prompt=[prompt.version, mlflow.genai.load_prompt("prompts:/greeting/1").format(name="Ada")],
        found=[m.name for m in client.search_registered_models()],
        pages=len(client.search_model_versions("name = 'net'", max_results=2)),
        token=client.search_model_versions("name = 'net'", max_results=2).token is not None,
    )


def load():
    """Another run of the project, with an endpoint of its own."""
    uris = ["models:/net@champion", "models:/net/1", "models:/net/3", "models:/net/latest", "models:/net/Production", "models:/copied/1"]
    loaded = [predictions(uri) for uri in uris]
    by_pyfunc = mlflow.pyfunc.load_model("models:/net@champion").predict(x).tolist()
    client.delete_registered_model_alias("net", "champion")
    client.delete_model_version("net", "2")
    next_version = client.create_model_version("net", "s3://elsewhere/model").version
    report(run_id="", loaded=[*loaded, by_pyfunc], next=next_version, left=sorted(v.version for v in client.search_model_versions("name='net'")))


def tidy():
    """Deletes and restores, and an upload that the client would like to make in parts."""
    os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"] = "true"
    os.environ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = str(6 * 2**20)
    os.environ["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = str(5 * 2**20)
    big = Path(tempfile.mkdtemp(), "big.bin")
    big.write_bytes(os.urandom(7 * 2**20))
    experiment = client.create_experiment("tidy")
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_artifact(str(big))
    run_id = run.info.run_id
    sizes = [f.file_size for f in client.list_artifacts(run_id)]
    same = Path(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="big.bin")).read_bytes() == big.read_bytes()
    get_artifact_repository(run.info.artifact_uri).delete_artifacts("big.bin")
    stages = []

    def note():
        stages.append([client.get_run(run_id).info.lifecycle_stage, client.get_experiment(experiment).lifecycle_stage])

    for change in (
        lambda: client.delete_run(run_id),
        lambda: client.restore_run(run_id),
        lambda: client.delete_experiment(experiment),
        lambda: client.restore_experiment(experiment),
    ):
        change()
        note()
    client.rename_experiment(experiment, "tidied")
    model = mlflow.create_external_model(name="external", source_run_id=run_id)
    client.set_logged_model_tags(model.model_id, {"a": "1", "b": "2"})
    client.delete_logged_model_tag(model.model_id, "a")
    tags = client.get_logged_model(model.model_id).tags
    client.delete_logged_model(model.model_id)
    try:
        client.get_logged_model(model.model_id)
        gone = None
    except MlflowException as error:
        gone = error.error_code
    report(
        run_id=run_id,
        sizes=sizes,
        same=same,
        left=[f.path for f in client.list_artifacts(run_id)],
        stages=stages,
        name=client.get_experiment(experiment).name,
        tags={key: tags.get(key) for key in ("a", "b")},
        gone=gone,
    )


{"register": register, "load": load, "tidy": tidy}[sys.argv[1]]()
