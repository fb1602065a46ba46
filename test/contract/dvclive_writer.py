"""Writes a run with DVCLive alone, outside DVC: `dvclive_writer.py FOLDER [die]`.

What was logged is printed as JSON. With `die` the process ends without any farewell.
"""

import json
import os
import sys

from dvclive import Live

folder, *how = sys.argv[1:]
oracle: dict = {"params": {"lr": "0.01", "layers": "[4,8]", "deep.name": "tiny", "deep.on": "true"}, "metrics": {}}

live = Live(folder, report=None, save_dvc_exp=False, dvcyaml=None, monitor_system=False)
live.log_params({"lr": 0.01, "layers": [4, 8], "deep": {"name": "tiny", "on": True}})


def log(name: str, value, **kwargs) -> None:
    live.log_metric(name, value, **kwargs)
    oracle["metrics"].setdefault(name, []).append([live.step, float(value)])


for step in range(5):
    log("train/loss", 1 / (step + 3), timestamp=True)
    log("val/acc", 0.1 * step)
    if step % 2 == 0:
        log("sparse metric", 10.0**-step)
    if step >= 3:
        log("broken", float("nan" if step == 3 else "inf"))
    live.next_step()
log("final", 42, plot=False)
oracle["metrics"]["final"] = [[live.step, 42.0]]
live.make_summary()
print(json.dumps(oracle), flush=True)
if how == ["die"]:
    os._exit(9)
live.end()
