"""Judges the trained model on the test tumours, which training never saw.

    python3 evaluate.py

Writes reports/evaluation.json and the ROC curve, reports/roc.csv.
"""

import csv
import json
import sys
from pathlib import Path

from dataset import load_split
from network import Network
from scores import accuracy, auc, log_loss, roc_curve
from tracking import MetricsFile, keep_artifact

HERE = Path(__file__).parent
MODEL = HERE / "models" / "model.json"
REPORTS = HERE / "reports"


def main() -> int:
    if not MODEL.exists():
        print("There is no models/model.json yet: run `python3 train.py` first.", file=sys.stderr)
        return 1
    network = Network.load(MODEL)
    test = load_split().test
    probabilities = [network.predict(row) for row in test.features]
    missed = sum(p < 0.5 and label == 1 for p, label in zip(probabilities, test.labels))
    false_alarms = sum(p >= 0.5 and label == 0 for p, label in zip(probabilities, test.labels))
    results = {
        "test_loss": log_loss(probabilities, test.labels),
        "test_accuracy": accuracy(probabilities, test.labels),
        "test_auc": auc(probabilities, test.labels),
        "missed_tumours": missed,
        "false_alarms": false_alarms,
    }
    write_reports(results, roc_curve(probabilities, test.labels))
    MetricsFile().log(0, **results)
    for name, value in results.items():
        print(f"{name:15} {value:.4f}" if isinstance(value, float) else f"{name:15} {value}")
    return 0


def write_reports(results: dict[str, float], curve: list[tuple[float, float, float]]) -> None:
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "evaluation.json").write_text(json.dumps(results, indent=2) + "\n")
    with (REPORTS / "roc.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["threshold", "false_positive_rate", "true_positive_rate"])
        writer.writerows(curve)
    keep_artifact(REPORTS / "evaluation.json")
    keep_artifact(REPORTS / "roc.csv")


if __name__ == "__main__":
    raise SystemExit(main())
