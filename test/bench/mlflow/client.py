"""Times the unchanged MLflow client against several servers, call by call in turn.

python client.py '{"name": uri, ...}' rounds   prints {"name": {"call": [ms, ...]}}
"""

import json
import sys
import time

from mlflow import MlflowClient
from mlflow.entities import Metric

targets = json.loads(sys.argv[1])
rounds = int(sys.argv[2])


def batch(step):
    now = int(time.time() * 1000)
    return [Metric(f"m{i % 10}", i / 7, now, step * 100 + i // 10) for i in range(1000)]


clients = {name: MlflowClient(tracking_uri=uri) for name, uri in targets.items()}
runs = {name: client.create_run("0").info.run_id for name, client in clients.items()}
times = {name: {"log_metric": [], "log_batch of 10": [], "log_batch of 1000": []} for name in targets}


def measure(call, count, work):
    # The first calls warm connections and caches.
    for step in range(-max(3, count // 10), count):
        names = list(targets)
        turn = step % len(names)
        for name in names[turn:] + names[:turn]:
            prepared = work(step + 1000)
            start = time.perf_counter()
            prepared(clients[name], runs[name])
            if step >= 0:
                times[name][call].append((time.perf_counter() - start) * 1000)


measure("log_metric", rounds, lambda s: lambda c, r: c.log_metric(r, "loss", 1 / s, step=s))


def ten(step):
    metrics = batch(step)[:10]
    return lambda c, r: c.log_batch(r, metrics=metrics)


def thousand(step):
    metrics = batch(step)
    return lambda c, r: c.log_batch(r, metrics=metrics)


measure("log_batch of 10", rounds // 2, ten)
measure("log_batch of 1000", max(9, rounds // 10), thousand)
print("REPORT " + json.dumps(times))
