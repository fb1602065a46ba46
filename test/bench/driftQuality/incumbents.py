"""What Evidently, NannyML and river say in the same simulations.

Reads a request from standard input, {"cases", "power", "runs", "nannymlRuns", "streams": [{"after",
"path", "runs", "rows"}]}, and writes {"evidently", "nannyml", "river"} to standard output.
Progress goes to standard error.
"""

import json
import os
import sys
import warnings

# Both would report to their makers.
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
os.environ["DO_NOT_TRACK"] = "1"

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

from evidently.legacy.calculations.stattests import get_stattest  # noqa: E402
from evidently.legacy.core import ColumnType  # noqa: E402
import nannyml  # noqa: E402
from river import drift  # noqa: E402
from river.drift import binary  # noqa: E402


def draw(case, rows, rng, shift=0.0):
    if case["kind"] == "number":
        return pd.Series(rng.normal(shift, 1, rows))
    codes = rng.integers(0, case["categories"], rows)
    return pd.Series(np.char.add("c", codes.astype(str)))


def evidently_drift(kind, reference, current):
    column_type = ColumnType.Numerical if kind == "number" else ColumnType.Categorical
    test = get_stattest(reference, current, column_type, None)
    return bool(test(reference, current, column_type, None).drifted)


def nannyml_alarm(frames_reference, frames_current, kind):
    names = list(frames_reference.columns)
    options = {}
    if kind == "category":
        options["treat_as_categorical"] = names
    calculator = nannyml.UnivariateDriftCalculator(column_names=names, **options)
    results = calculator.fit(frames_reference).calculate(frames_current)
    table = results.filter(period="analysis").to_df()
    alerts = table.xs("alert", axis=1, level=-1)
    return bool(alerts.to_numpy().any())


def rate(runs, decide):
    return sum(bool(decide()) for _ in range(runs)) / runs


def measure_case(case, runs, seed, shift, decide):
    rng = np.random.default_rng(seed)

    def once():
        reference = draw(case, case["referenceRows"], rng)
        current = draw(case, case["currentRows"], rng, shift)
        return decide(case["kind"], reference, current)

    return rate(runs, once)


def nannyml_case(kind, reference, current):
    return nannyml_alarm(reference.to_frame("x"), current.to_frame("x"), kind)


def measure_features(runs, seed, tool):
    rng = np.random.default_rng(seed)

    def once():
        names = [f"f{i}" for i in range(20)]
        reference = pd.DataFrame(rng.normal(size=(1000, 20)), columns=names)
        current = pd.DataFrame(rng.normal(size=(1000, 20)), columns=names)
        if tool == "nannyml":
            return nannyml_alarm(reference, current, "number")
        return any(evidently_drift("number", reference[n], current[n]) for n in names)

    return rate(runs, once)


DETECTORS = {
    "adwin": drift.ADWIN,
    "page-hinkley": drift.PageHinkley,
    "hddm-a": binary.HDDMA,
    "ddm": binary.DDM,
    "eddm": binary.EDDM,
}


def alarms(make, stream):
    detector = make()
    found = []
    for at, value in enumerate(stream.tolist()):
        detector.update(value)
        if detector.drift_detected:
            found.append(at)
    return found


def river_alarms(streams):
    answer = {}
    for entry in streams:
        data = np.fromfile(entry["path"], dtype=np.uint8).reshape(entry["runs"], entry["rows"])
        for name, make in DETECTORS.items():
            found = [alarms(make, stream) for stream in data]
            answer.setdefault(name, {})[str(entry["after"])] = found
    return answer


def measure_tool(request, tool):
    decide = evidently_drift if tool == "evidently" else nannyml_case
    answer = {"cases": {}, "power": {}}
    for index, case in enumerate(request["cases"]):
        runs = request["runs"] if tool == "evidently" else request["nannymlRuns"]
        print(f"{tool}: {case['label']}", file=sys.stderr, flush=True)
        answer["cases"][case["id"]] = measure_case(case, runs, 100 + index, 0.0, decide)
    for index, case in enumerate(request["power"]):
        runs = request["nannymlRuns"]
        answer["power"][case["id"]] = measure_case(case, runs, 300 + index, 0.3, decide)
    answer["features"] = measure_features(request["nannymlRuns"], 500, tool)
    return answer


def main():
    request = json.load(sys.stdin)
    answer = {
        "evidently": measure_tool(request, "evidently"),
        "nannyml": measure_tool(request, "nannyml"),
        "river": river_alarms(request["streams"]),
    }
    json.dump(answer, sys.stdout)


main()
