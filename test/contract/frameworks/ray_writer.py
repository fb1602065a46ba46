"""Trials of the real Ray Tune below STORAGE, experiment `search`.

    ray_writer.py STORAGE [--die]

Each report of a trial is a line of `oracle.jsonl` in ORACLE_DIR. The second trial raises; with
`--die` the last report of each trial ends its process.
"""

import json
import os
import sys

import ray
from ray import tune

storage = os.path.abspath(sys.argv[1])
oracle = os.path.join(os.environ["ORACLE_DIR"], "oracle.jsonl")
should_die = "--die" in sys.argv


def train(config):
    trial = tune.get_context().get_trial_id()
    for index in range(4):
        metrics = {
            "loss": config["lr"] / (index + 1),
            "eval": {"acc": index / 10, "deep": {"odd": float("nan")}},
            "text": "hello",
        }
        if index == 2:
            metrics["late"] = 7
        tune.report(metrics)
        with open(oracle, "a") as file:
            file.write(json.dumps({"trial": trial, "config": config, "metrics": metrics}) + "\n")
    if should_die:
        os._exit(9)
    if config["lr"] > 0.15:
        raise ValueError("the <b>rate</b> is too high")


ray.init(num_cpus=1, include_dashboard=False, logging_level="ERROR")
tuner = tune.Tuner(
    train,
    param_space={
        "lr": tune.grid_search([0.1, 0.2]),
        "optimizer": {"name": "sgd", "betas": [0.9, 0.99]},
    },
    run_config=tune.RunConfig(name="search", storage_path=storage, verbose=0),
)
tuner.fit()
