"""Logs runs with trackio itself; prints, as JSON, what was logged and what trackio reads back.

    trackio_writer.py FOLDER            every kind of value, two runs and one that goes on
    trackio_writer.py FOLDER small      the same, in a file of few pages
    trackio_writer.py FOLDER live       a point for each line that comes in; `die` ends without an end
"""

import json
import math
import os
import sqlite3
import sys
import time
import warnings

folder, *how = sys.argv[1:]
os.environ["TRACKIO_DIR"] = os.path.abspath(folder)
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRACKIO_DISABLE_TELEMETRY"] = "1"
warnings.filterwarnings("ignore")

import numpy as np
import trackio
from trackio.sqlite_storage import SQLiteStorage

PROJECT = "digits"


def number(value):
    return value if math.isfinite(value) else str(value)


def start(name, config, **options):
    return trackio.init(project=PROJECT, name=name, config=config, embed=False,
                        auto_log_gpu=False, auto_log_cpu=False, **options)


def write():
    logged = {}
    config = {"rate": 0.1, "layers": [1, 2], "net": {"kind": "cnn", "deep": True}, "seed": None}
    start("first", config, group="sweep")
    points = []
    for step in range(20):
        loss = {5: math.nan, 6: math.inf, 7: -math.inf}.get(step, 1 / (step + 1))
        trackio.log({"loss": loss, "<b>acc</b>": step, "nested": {"inner": step * 2}, "word": "text"})
        points.append([step, number(loss)])
    trackio.log({"image": trackio.Image(np.zeros((4, 4, 3), dtype=np.uint8), caption="black"),
                 "weights": trackio.Histogram(np_histogram=([1, 2, 1], [0.0, 1.0, 2.0, 3.0])),
                 "table": trackio.Table(columns=["a", "b"], data=[[1, "x"], [2, "y"]]),
                 "report": trackio.Markdown("# Done")}, step=30)
    trackio.log_system({"cpu": 12.5})
    trackio.log_system({"cpu": 13.5})
    trackio.finish()
    logged["first"] = {"loss": points, "<b>acc</b>": [[s, s] for s in range(20)],
                       "nested.inner": [[s, s * 2] for s in range(20)],
                       "system/cpu": [[0, 12.5], [1, 13.5]]}
    start("second", {"rate": 0.2})
    for step in (10, 20, 20, 5):
        trackio.log({"loss": step / 10}, step=step)
    trackio.finish()
    logged["second"] = {"loss": [[5, 0.5], [10, 1.0], [20, 2.0], [20, 2.0]]}
    return logged


def read_back():
    runs = {}
    for run in SQLiteStorage.get_run_records(PROJECT):
        logs = SQLiteStorage.get_logs(PROJECT, run["name"], run_id=run["id"])
        runs[run["id"]] = {"name": run["name"], "logs": [
            {"step": row["step"], "timestamp": row["timestamp"],
             "metrics": {k: number(v) for k, v in row.items()
                         if isinstance(v, (int, float)) and not isinstance(v, bool) and k != "step"}}
            for row in logs]}
    return runs


def live():
    start("live", {"rate": 0.3})
    step = 0
    for line in sys.stdin:
        if line.strip() == "die":
            os._exit(9)
        trackio.log({"loss": step / 10})
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if len(SQLiteStorage.get_logs(PROJECT, "live")) > step:
                    break
            except Exception:
                pass
            time.sleep(0.02)
        print(f"STEP {step}", flush=True)
        step += 1


def shrink():
    db = sqlite3.connect(os.path.join(folder, f"{PROJECT}.db"))
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA page_size = 512")
    db.execute("VACUUM")
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


if how == ["live"]:
    print("READY", flush=True)
    live()
else:
    logged = write()
    report = {"logged": logged}
    if os.environ.get("TRACKIO_STORAGE_MODE") != "jsonl":
        report["read"] = read_back()
    print("REPORT " + json.dumps(report))
    if how == ["small"]:
        shrink()
