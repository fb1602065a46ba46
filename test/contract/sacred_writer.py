"""A run of the real Sacred in `runs` of the folder it is started in; prints what it logged as JSON.

    sacred_writer.py ok|fail|die|live [with lr=0.5 ...]
"""

import json
import os
import pathlib
import sys
import time

import numpy
from sacred import Experiment
from sacred.observers import FileStorageObserver

mode = sys.argv.pop(1)
experiment = Experiment("digits", save_git_info=False)
experiment.observers.append(FileStorageObserver("runs"))


@experiment.config
def config():
    lr = 0.1
    layers = (16, 32)
    data = pathlib.PurePosixPath("/data/digits")
    scale = numpy.float64(0.25)
    weights = numpy.arange(3)
    model = {"depth": 3, "name": "a.b"}
    optimizer = None


@experiment.main
def main(_run, lr):
    logged = {}

    def record(name, value, step):
        _run.log_scalar(name, value, step)
        logged.setdefault(name, []).append([step, float(value)])

    for step in range(4):
        record("loss", lr / (step + 1), step)
        record("val <b>loss</b>", numpy.float32(0.9), step * 10)
        record("odd", [1.5, float("nan"), float("inf"), -2][step], step)
    print("trained")
    print("LOGGED " + json.dumps(logged), flush=True)
    if mode == "live":
        _run._emit_heartbeat()
        print("READY", flush=True)
        sys.stdin.readline()
    if mode == "die":
        _run._emit_heartbeat()
        os._exit(9)
    if mode == "fail":
        raise ValueError("no digits")
    return numpy.float64(0.75)


sys.exit(0 if experiment.run_commandline() is not None else 1)
