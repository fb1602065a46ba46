"""Uses every logging call of the MLflow client; prints what it logged as JSON, for comparison.

Sections run in processes of their own: python mlflow_contract.py <section>
"""

import json
import math
import os
import sys
import tempfile
from pathlib import Path

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException


def report(**facts):
    print("REPORT " + json.dumps(facts))


def named(value):
    return value if math.isfinite(value) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]


def fluent():
    mlflow.set_experiment("contract-é")
    client = mlflow.MlflowClient()
    logged = {}
    with mlflow.start_run(run_name="fluent", description="a note", tags={"team": "red"}) as run:
        run_id = run.info.run_id
        mlflow.log_param("lr", 0.001)
        mlflow.log_params({"layers": 3, "empty": "", "name_ü": "wert ö", "long": "x" * 6000})
        for step in range(200):
            value = [math.sin(step), math.nan, math.inf, -math.inf][step % 4 if step > 100 else 0]
            logged.setdefault("loss", []).append([step, named(value)])
            mlflow.log_metric("loss", value, step=step)
        mlflow.log_metrics({"val/acc": 0.5, "f1 ü": 1e-300, "step": 7, "time": 8, "type": 9}, step=3)
        mlflow.log_metric("int", 5)
        mlflow.set_tag("k", "v")
        mlflow.set_tags({"k1": "ü", "gone": 1})
        mlflow.delete_tag("gone")
        mlflow.set_experiment_tag("owner", "ada")
        batch = [Metric("batch", i / 3, 1_700_000_000_000 + i, i) for i in range(1000)]
        client.log_batch(run_id, metrics=batch)
        client.log_batch(run_id, params=[Param("p", "1")], tags=[RunTag("t", "2")])
        futures = [mlflow.log_metric("async", i, step=i, synchronous=False) for i in range(100)]
        mlflow.log_params({"async_p": 1}, synchronous=False)
        mlflow.flush_async_logging()
        assert all(future is not None for future in futures)
        errors = []
        for attempt in (
            lambda: mlflow.log_param("lr", 2),
            lambda: mlflow.log_metric("a#b", 1),
            lambda: client.get_run("does-not-exist"),
            lambda: client.log_param(run_id, "x" * 251, 1),
            lambda: mlflow.search_runs(filter_string="metrics.loss > 1 OR metrics.loss < 2", experiment_names=["contract-é"]),
        ):
            try:
                attempt()
                errors.append(None)
            except MlflowException as error:
                errors.append(error.error_code)
        with mlflow.start_run(nested=True, run_name="inner") as inner:
            mlflow.log_metric("n", 1)
        try:
            with mlflow.start_run(nested=True, run_name="broken") as broken:
                raise ValueError("on purpose")
        except ValueError:
            pass
    with mlflow.start_run(run_name="second") as second:
        mlflow.log_metric("s", 2)
    with mlflow.start_run(run_id=run_id):
        mlflow.log_metric("resumed", 1)
    run = client.get_run(run_id)
    history = client.get_metric_history(run_id, "loss")
    found = mlflow.search_runs(
        experiment_names=["contract-é"],
        filter_string="metrics.int = 5 and tags.team = 'red' and params.lr = '0.001'",
        order_by=["metrics.loss DESC"],
    )
    report(
        run_id=run_id,
        inner=inner.info.run_id,
        broken=broken.info.run_id,
        second=second.info.run_id,
        logged=logged,
        history=[[m.step, named(m.value)] for m in history],
        batch_history=len(client.get_metric_history(run_id, "batch")),
        async_steps=sorted(m.step for m in client.get_metric_history(run_id, "async")),
        status=run.info.status,
        note=run.data.tags["mlflow.note.content"],
        params=run.data.params,
        latest={key: named(value) for key, value in run.data.metrics.items()},
        errors=errors,
        found=list(found["run_id"]),
        total=len(mlflow.search_runs(search_all_experiments=True)),
        experiments=[e.name for e in client.search_experiments()],
        last=mlflow.last_active_run().info.run_id,
    )


def artifacts():
    import numpy as np
    import pandas as pd
    from PIL import Image

    folder = Path(tempfile.mkdtemp())
    (folder / "sub").mkdir()
    (folder / "big.bin").write_bytes(bytes(range(256)) * 20000)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "sub" / "naïve name.txt").write_text("text")
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(folder / "big.bin"))
        mlflow.log_artifacts(str(folder), "dir")
        mlflow.log_text("hello", "notes/a b.txt")
        mlflow.log_dict({"a": [1, 2]}, "d.json")
        mlflow.log_image(np.zeros((4, 4, 3), dtype=np.uint8), "plain.png")
        mlflow.log_image(Image.new("RGB", (4, 4)), key="img", step=1)
        mlflow.log_table({"x": [1, 2]}, "t.json")
        mlflow.log_table({"x": [3]}, "t.json")
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt

        figure, axis = plt.subplots()
        axis.plot([1, 2])
        mlflow.log_figure(figure, "fig.png")
        dataset = mlflow.data.from_pandas(pd.DataFrame({"a": [1, 2]}), name="frame")
        mlflow.log_input(dataset, context="train")
        mlflow.log_metric("on_data", 1.5, dataset=dataset)
        mlflow.flush_artifact_async_logging()
    client = mlflow.MlflowClient()
    got = Path(mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="dir"))
    table = mlflow.load_table("t.json", run_ids=[run.info.run_id])
    images = [f.path for f in client.list_artifacts(run.info.run_id, "images")]
    report(
        run_id=run.info.run_id,
        listed=sorted(f.path for f in client.list_artifacts(run.info.run_id)),
        downloaded=sorted(str(p.relative_to(got)) for p in got.rglob("*") if p.is_file()),
        same=(got / "big.bin").read_bytes() == (folder / "big.bin").read_bytes(),
        text=mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/a b.txt"),
        dictionary=mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/d.json"),
        table=list(table["x"]),
        image_count=len(images),
        inputs=[i.dataset.name for i in client.get_run(run.info.run_id).inputs.dataset_inputs],
    )


def models():
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment("models")
    mlflow.sklearn.autolog()
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    y = np.array([0, 0, 1, 1])
    model = LogisticRegression(C=0.5).fit(x, y)
    autologged = mlflow.last_active_run()
    score = model.score(x, y)
    mlflow.sklearn.autolog(disable=True)
    with mlflow.start_run(run_name="explicit") as run:
        info = mlflow.sklearn.log_model(model, name="clf", params={"p": 1}, input_example=x[:2])
        mlflow.log_metric("acc", 0.9, step=2, model_id=info.model_id)
    by_model = mlflow.sklearn.load_model(info.model_uri).predict(x)
    by_run = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/clf").predict(x)
    try:
        mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/absent")
        missing = None
    except MlflowException as error:
        missing = type(error).__name__
    client = mlflow.MlflowClient()
    logged = client.get_logged_model(info.model_id)
    client.set_logged_model_tags(info.model_id, {"stage": "try"})
    found = mlflow.search_logged_models(filter_string="metrics.acc > 0.5", output_format="list")
    autologged = client.get_run(autologged.info.run_id)
    report(
        run_id=run.info.run_id,
        auto_id=autologged.info.run_id,
        auto_params=autologged.data.params,
        auto_metrics=autologged.data.metrics,
        score=score,
        same=bool((by_model == by_run).all() and (by_model == model.predict(x)).all()),
        missing=missing,
        model_id=info.model_id,
        model_status=str(logged.status),
        model_params=logged.params,
        model_metrics=[[m.key, m.value, m.step] for m in logged.metrics],
        found=[m.model_id for m in found],
        outputs=[o.model_id for o in client.get_run(run.info.run_id).outputs.model_outputs],
    )


def system():
    import time

    mlflow.set_system_metrics_sampling_interval(0.2)
    with mlflow.start_run(log_system_metrics=True) as run:
        time.sleep(1.5)
    metrics = mlflow.MlflowClient().get_run(run.info.run_id).data.metrics
    report(run_id=run.info.run_id, keys=sorted(k for k in metrics if k.startswith("system/")))


def bare():
    """Neither `with` nor `end_run`: the client says FINISHED at exit, whatever happened."""
    mlflow.start_run()
    mlflow.log_metric("before", 1)
    raise RuntimeError("on purpose")


def killed():
    mlflow.start_run()
    with mlflow.start_run(nested=True):
        mlflow.log_metric("before", 1)
        os._exit(9)


def resume():
    """Goes on with a run of an earlier launch."""
    with mlflow.start_run(run_id=sys.argv[2]) as run:
        mlflow.log_metric("later", 4, step=1)
        mlflow.log_param("later_p", "x")
    report(run_id=run.info.run_id, params=mlflow.MlflowClient().get_run(run.info.run_id).data.params)


def outlive():
    """Goes on logging while its supervisor is killed."""
    import time

    with mlflow.start_run(run_name="outlive"):
        with mlflow.start_run(nested=True, run_name="outlived child"):
            for step in range(40):
                mlflow.log_metric("loss", step, step=step)
                time.sleep(0.05)
    with open("outlived", "w") as file:
        file.write("whole")


{f.__name__: f for f in (fluent, artifacts, models, system, bare, killed, resume, outlive)}[sys.argv[1]]()
