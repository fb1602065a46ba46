"""Writes studies with Optuna itself and prints, as JSON, what Optuna then says they hold.

    optuna_writer.py sqlite FILE        every kind of parameter, value and state
    optuna_writer.py journal FILE
    optuna_writer.py sqlite FILE live   trials until a line comes in; then dies without an end
"""

import json
import math
import os
import sys
import time

import optuna
import sqlalchemy
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)


@sqlalchemy.event.listens_for(sqlalchemy.engine.Engine, "connect")
def small_pages(connection, _record):
    connection.execute("PRAGMA page_size = 512")


def open_storage(kind, path, **options):
    if kind == "sqlite":
        return RDBStorage(f"sqlite:///{path}", **options)
    return JournalStorage(JournalFileBackend(path))


def objective(trial):
    x = trial.suggest_float("x", -10, 10)
    rate = trial.suggest_float("rate", 1e-5, 1e-1, log=True)
    drop = trial.suggest_float("drop", 0.0, 0.5, step=0.1)
    layers = trial.suggest_int("layers", 1, 8)
    width = trial.suggest_int("width", 16, 1024, log=True)
    kind = trial.suggest_categorical("kind", ["adam", "sgd", None, True, 3, 0.5])
    trial.set_user_attr("note", f"<b>{trial.number}</b>")
    trial.set_user_attr("nested", {"a": [1, 2.5, None]})
    for step in range(5):
        value = {3: math.nan, 4: math.inf}.get(step, x * x + step) if trial.number == 1 else x * x - step
        trial.report(value, step)
    if trial.number == 2:
        raise optuna.TrialPruned()
    if trial.number == 3:
        raise ValueError("no luck")
    return rate * width + drop * layers + len(str(kind))


def write(kind, path):
    storage = open_storage(kind, path)
    study = optuna.create_study(storage=storage, study_name="single", direction="maximize",
                                sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=6, catch=(ValueError,))
    study.enqueue_trial({"x": 1.0})
    running = optuna.create_study(storage=storage, study_name="running")
    trial = running.ask()
    trial.suggest_float("x", 0, 1)
    trial.report(0.25, 7)
    several = optuna.create_study(storage=storage, study_name="several", directions=["minimize", "maximize"],
                                  sampler=optuna.samplers.RandomSampler(seed=2))
    several.optimize(lambda t: (t.suggest_float("y", 0, 1), math.inf), n_trials=2)
    several.set_metric_names(["loss", "accuracy"])
    plain = optuna.create_study(storage=storage, study_name="plain", directions=["minimize", "maximize"])
    plain.add_trial(optuna.trial.create_trial(
        params={"z": 2}, distributions={"z": optuna.distributions.IntDistribution(0, 5)},
        values=[1.5, -math.inf], user_attrs={"from": "elsewhere"}))
    gone = optuna.create_study(storage=storage, study_name="gone")
    gone.optimize(lambda t: 1.0, n_trials=1)
    optuna.delete_study(study_name="gone", storage=storage)


def text(value):
    return value if isinstance(value, str) else json.dumps(value)


def number(value):
    return value if math.isfinite(value) else str(value)


def describe(kind, path):
    """What Optuna reads back, which is what Sextant has to show."""
    storage = open_storage(kind, path)
    trials = []
    for study in optuna.get_all_study_summaries(storage=storage):
        loaded = optuna.load_study(study_name=study.study_name, storage=storage)
        for trial in loaded.get_trials(deepcopy=False):
            trials.append({
                "study": study.study_name,
                "metric_names": loaded.metric_names,
                "directions": [d.name.lower() for d in study.directions],
                "number": trial.number,
                "state": trial.state.name,
                "start": trial.datetime_start and trial.datetime_start.timestamp() * 1000,
                "complete": trial.datetime_complete and trial.datetime_complete.timestamp() * 1000,
                "params": {name: value if isinstance(value, str) else json.dumps(value)
                           for name, value in trial.params.items()},
                "values": [number(v) for v in trial.values or []],
                "intermediates": {str(s): number(v) for s, v in trial.intermediate_values.items()},
                "attributes": {name: value for name, value in trial.user_attrs.items()},
            })
    return trials


def live(kind, path):
    storage = open_storage(kind, path, **({"heartbeat_interval": 60} if kind == "sqlite" else {}))
    study = optuna.create_study(storage=storage, study_name="live")
    count = 0

    def slow(trial):
        nonlocal count
        for step in range(3):
            trial.report(trial.number + step / 10, step)
        count += 1
        print(f"TRIAL {trial.number}", flush=True)
        line = sys.stdin.readline().strip()
        if line == "die":
            os._exit(9)
        return float(trial.number)

    study.optimize(slow, n_trials=1000)


def race(kind, path):
    """As many trials as go in a second, and how long the slowest write took, while others read."""
    storage = open_storage(kind, path)
    study = optuna.create_study(storage=storage, study_name="race")
    print("READY", flush=True)
    slowest = 0.0
    end = time.monotonic() + 2
    count = 0
    while time.monotonic() < end:
        start = time.monotonic()
        trial = study.ask()
        trial.suggest_float("x", 0, 1)
        trial.report(count, 0)
        study.tell(trial, count)
        slowest = max(slowest, time.monotonic() - start)
        count += 1
    print("REPORT " + json.dumps({"count": count, "slowest": slowest}), flush=True)


if __name__ == "__main__":
    kind, path, *how = sys.argv[1:]
    if how == ["live"]:
        live(kind, path)
    elif how == ["race"]:
        race(kind, path)
    elif how == ["describe"]:
        print("REPORT " + json.dumps(describe(kind, path)))
    else:
        write(kind, path)
        print("REPORT " + json.dumps(describe(kind, path)))
