"""Runs written by SwanLab itself, offline, with what was logged beside them as JSON.

    swanlab_writer.py full FOLDER         a run with everything, and FOLDER/oracle.json
    swanlab_writer.py failed FOLDER       a run that raises
    swanlab_writer.py live FOLDER COUNT   logs COUNT rows, says "logged", waits for a line on
                                          standard input, and dies without ending the run
    swanlab_writer.py big FOLDER COUNT    COUNT steps of ten metrics
"""

import json
import math
import os
import sys
import time

import swanlab

section, folder = sys.argv[1:3]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 0
metrics = {}


def note(step, values, prefix=""):
    for key, value in values.items():
        if isinstance(value, dict):
            note(step, value, f"{prefix}{key}/")
        elif isinstance(value, (bool, int, float)):
            text = str(float(value)) if not math.isfinite(value) else float(value)
            metrics.setdefault(prefix + key, []).append([step, text])


def log(step, values):
    swanlab.log(values, step=step)
    note(step, values)


def write(oracle):
    with open(os.path.join(folder, "oracle.json"), "w") as file:
        json.dump(oracle, file, indent=1)
        file.write("\n")


def start(**options):
    log_dir = os.path.join(folder, "swanlog")
    return swanlab.init(project="digits", mode="offline", log_dir=log_dir, **options)


def full():
    import numpy

    start(
        name="silver-lake",
        description="first line",
        group="ablation",
        job_type="train",
        tags=["baseline", "two words"],
        config={"lr": 1e-3, "optimizer": {"name": "adam", "betas": [0.9, 0.999]}, "flag": True},
    )
    print("starting")
    for step in range(30):
        row = {"loss": 1 / (step + 1), "nested": {"a": step, "b": {"c": step * 0.1}}}
        if step == 3:
            row["odd"] = math.nan
        if step == 4:
            row["odd"] = math.inf
        if step == 5:
            row["odd"] = -math.inf
        log(step, row)
    swanlab.define_metric("val/*", x_axis="epoch")
    for epoch in range(1, 4):
        row = {"val/loss": 1 / epoch, "epoch": epoch}
        # The axis behind and before.
        swanlab.log(dict(reversed(row.items())) if epoch == 2 else row, step=30 + epoch)
        metrics.setdefault("val/loss", []).append([epoch, 1 / epoch])
        metrics.setdefault("epoch", []).append([30 + epoch, epoch])
    log(500, {"late": 1})
    picture = numpy.zeros((4, 4, 3), dtype=numpy.uint8)
    swanlab.log({"picture": swanlab.Image(picture), "text": swanlab.Text("hello")}, step=501)
    write(
        {
            "metrics": metrics,
            "params": {
                "lr": "0.001",
                "optimizer.name": "adam",
                "optimizer.betas": '[0.9,0.999]',
                "flag": "true",
            },
            "tags": {"group": "ablation", "job_type": "train", "tags": "baseline, two words"},
        }
    )
    swanlab.finish()


def failed():
    start(name="broken")
    swanlab.log({"loss": 1.0}, step=0)
    raise RuntimeError("no more data")


def live():
    start(name="live", config={"lr": 0.5})
    for step in range(count):
        log(step, {"loss": 1 / (step + 1), "accuracy": step / count})
    write({"metrics": metrics})
    # Records are written by a thread of its own.
    time.sleep(1)
    print("logged", flush=True)
    sys.stdin.readline()
    os._exit(9)


def big():
    start(name="big")
    names = [f"metric_{index}" for index in range(10)]
    for step in range(count):
        swanlab.log({name: step * 0.001 + index for index, name in enumerate(names)}, step=step)
    swanlab.finish()


{"full": full, "failed": failed, "live": live, "big": big}[section]()
