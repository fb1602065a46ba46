"""Runs written by wandb itself, offline, with what was logged beside them as JSON.

    wandb_writer.py full FOLDER         a run with everything, and FOLDER/oracle.json
    wandb_writer.py failed FOLDER       a run that raises
    wandb_writer.py live FOLDER COUNT   logs COUNT rows, says "logged", waits for a line on
                                        standard input, and dies without ending the run
    wandb_writer.py big FOLDER COUNT    COUNT steps of ten metrics
"""

import json
import math
import os
import random
import sys

os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_ERROR_REPORTING="false")

import wandb  # noqa: E402

section, folder = sys.argv[1:3]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 0
metrics = {}
# What is written is kept as a fixture too.
settings = wandb.Settings(x_executable="/usr/bin/python3")


def note(step, values, prefix=""):
    for key, value in values.items():
        if isinstance(value, dict):
            note(step, value, f"{prefix}{key}.")
        elif isinstance(value, (bool, int, float)):
            text = str(float(value)) if not math.isfinite(value) else float(value)
            metrics.setdefault(prefix + key, []).append([step, text])


def log(run, step, values):
    run.log(values, step=step)
    note(step, values)


def write(oracle):
    with open(os.path.join(folder, "oracle.json"), "w") as file:
        json.dump(oracle, file, indent=1)
        file.write("\n")


def start(**options):
    return wandb.init(dir=folder, project="digits", settings=settings, **options)


def full():
    run = start(
        id="full0run",
        name="silver-lake",
        group="ablation",
        job_type="train",
        tags=["baseline", "two words"],
        notes="first line\nsecond line",
        config={
            "lr": 1e-3,
            "tiny": 3e-6,
            "optimizer": {"name": "adam", "betas": [0.9, 0.999], "schedule": {"warmup": 10}},
            "none": None,
            "flag": True,
            "name with <b>html</b>": "&amp;",
            "__proto__": "safe",
        },
    )
    run.define_metric("epoch")
    run.define_metric("val/*", step_metric="epoch")
    run.define_metric("accuracy", summary="max")
    print("starting")
    print("done 10 %\rdone 100 %")
    chance = random.Random(7)
    for step in range(12):
        row = {
            "loss": 1 / (step + 1) + chance.random() / 10,
            "accuracy": chance.random(),
            "nested": {"a": step, "b": {"c": step * 0.1}},
            "flag": step % 2 == 0,
            "big": 2**40 + step,
            "__proto__": step,
            "<b>html</b>": -step,
        }
        if step == 3:
            row["odd"] = math.nan
        if step == 4:
            row["odd"] = math.inf
        if step == 5:
            row["odd"] = -math.inf
        row["stage"] = f"stage {step // 5}"
        row["none"] = None
        log(run, step, row)
    for epoch in range(4):
        run.log({"epoch": epoch, "val/loss": 1 / (epoch + 2)}, step=12 + epoch)
        metrics.setdefault("epoch", []).append([12 + epoch, epoch])
        metrics.setdefault("val/loss", []).append([epoch, 1 / (epoch + 2)])
    log(run, 500, {"late": 1})
    run.log(
        {
            "picture": image(),
            "pictures": [image(), image()],
            "spread": wandb.Histogram([1, 2, 3, 3, 4]),
            "rows": wandb.Table(columns=["a", "b"], data=[[1, "x"], [2, "y"]]),
            "page": wandb.Html("<b>x</b>"),
        },
        step=501,
    )
    run.summary["best"] = 0.75
    run.summary["verdict"] = "good"
    run.summary["deep"] = {"x": {"y": 2}}
    metrics["best"] = [[501, 0.75]]
    metrics["deep.x.y"] = [[501, 2.0]]
    run.config.update({"added": 5})
    run.config.update({"optimizer": {"name": "sgd"}}, allow_val_change=True)
    write(
        {
            "metrics": metrics,
            "params": {
                "lr": "0.001",
                "tiny": "0.000003",
                "optimizer.name": "sgd",
                "none": "null",
                "flag": "true",
                "name with <b>html</b>": "&amp;",
                "__proto__": "safe",
                "added": "5",
            },
            "tags": {
                "run_id": "full0run",
                "group": "ablation",
                "job_type": "train",
                "tags": "baseline, two words",
                "stage": "stage 2",
                "verdict": "good",
            },
        }
    )
    run.finish()


def image():
    import numpy

    return wandb.Image(numpy.zeros((4, 4, 3), dtype=numpy.uint8), caption="black")


def failed():
    run = start(id="failedrun", name="broken", config={"lr": 1})
    run.log({"loss": 1.0})
    raise RuntimeError("no more data")


def live():
    run = start(id="liverun", name="live", config={"lr": 0.5})
    for step in range(count):
        log(run, step, {"loss": 1 / (step + 1), "text": "x" * 200})
    write({"metrics": metrics})
    print("logged", flush=True)
    sys.stdin.readline()
    os._exit(9)


def big():
    run = start(id="bigrun", name="big")
    names = [f"metric_{index}" for index in range(10)]
    for step in range(count):
        run.log({name: step * 0.001 + index for index, name in enumerate(names)})
    run.finish()


{"full": full, "failed": failed, "live": live, "big": big}[section]()
