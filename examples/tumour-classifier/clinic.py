"""A classifier in use, and the day other tumours arrive.

    python3 clinic.py train    # learns from the tumours of the first year
    python3 clinic.py arrive   # the second year: judged by the model in use, diagnosed later
    python3 clinic.py retrain  # learns from both years

The tumours are real, and so is the shift: in the first year the clinic sees those whose outlines
have few dents, in the second year the others. The model has ten measurements of each tumour. What
it says of tumours it has not learned from goes into clinic/, one row a tumour with the
measurements, so that it can be watched.
"""

import csv
import json
import random
import sys
from pathlib import Path

from dataset import DATA, rescale, scales_of
from network import Network
from scores import accuracy, auc, log_loss
from tracking import MetricsFile, keep_artifact

FOLDER = Path(__file__).parent / "clinic"
MODEL = FOLDER / "model.json"
SCALES = FOLDER / "scales.json"
FIRST_YEAR = FOLDER / "first-year.csv"
ARRIVED = FOLDER / "arrived.csv"
PREDICTIONS = FOLDER / "predictions.csv"

# By which the years differ. The model does not know it.
DENTS = "worst_concave_points"
EPOCHS = 120
FOLDS = 4


def main() -> int:
    commands = {"train": train, "arrive": arrive, "retrain": retrain}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        print(f"usage: python3 clinic.py {'|'.join(commands)}", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    return commands[sys.argv[1]]()


def train() -> int:
    """The model for the second year, and what models like it say of tumours of the first year
    that they have not seen."""
    first, _ = read_years()
    probabilities = predict_unseen(first, [])
    write(FIRST_YEAR, first, probabilities)
    report(first, probabilities)
    Model.fit(first).save()
    keep_artifact(MODEL)
    return 0


def arrive() -> int:
    if not MODEL.exists():
        print("There is no model in use yet: run `python3 clinic.py train` first.", file=sys.stderr)
        return 1
    model = Model.load()
    _, second = read_years()
    write(ARRIVED, second, [model.predict(row) for row in second])
    print(f"{len(second)} tumours arrived: {ARRIVED.relative_to(FOLDER.parent)}")
    return 0


def retrain() -> int:
    """A model of both years. Each tumour of the second year is judged by one that has not seen
    it, for a fair comparison with the model in use."""
    first, second = read_years()
    probabilities = predict_unseen(second, first)
    write(PREDICTIONS, second, probabilities)
    report(second, probabilities)
    Model.fit(first + second).save()
    keep_artifact(MODEL)
    keep_artifact(PREDICTIONS)
    return 0


def read_years() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The tumours with few dents, and those with many: as many of each."""
    with DATA.open(newline="") as file:
        rows = [{"case": str(case), **row} for case, row in enumerate(csv.DictReader(file), 1)]
    middle = sorted(float(row[DENTS]) for row in rows)[len(rows) // 2]
    first = [row for row in rows if float(row[DENTS]) <= middle]
    second = [row for row in rows if float(row[DENTS]) > middle]
    return first, second


def predict_unseen(rows: list[dict[str, str]], others: list[dict[str, str]]) -> list[float]:
    """For each row the probability that a model gives it which learned from all other folds of
    `rows`, and from `others`."""
    folds = [index % FOLDS for index in range(len(rows))]
    random.Random(1).shuffle(folds)
    probabilities = [0.0] * len(rows)
    for fold in range(FOLDS):
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
        known = [row for row, its in zip(rows, folds) if its != fold]
        model = Model.fit(known + others)
        for index, row in enumerate(rows):
            if folds[index] == fold:
                probabilities[index] = model.predict(row)
    return probabilities


class Model:
    """A logistic regression on the ten mean measurements, with the scales they are put on."""

    def __init__(self, network: Network, scales: list[tuple[float, float]]) -> None:
        self.network = network
        self.scales = scales

    @classmethod
    def fit(cls, rows: list[dict[str, str]]) -> "Model":
        scales = scales_of([measurements(row) for row in rows])
        features = [rescale(measurements(row), scales) for row in rows]
        labels = [int(row["diagnosis"] == "malignant") for row in rows]
        generator = random.Random(7)
        network = Network(len(scales), 0, generator)
        order = list(range(len(rows)))
        for _ in range(EPOCHS):
            generator.shuffle(order)
            for start in range(0, len(order), 16):
                batch = order[start : start + 16]
                network.train_batch(
                    [features[i] for i in batch], [labels[i] for i in batch], 0.1, 0.001
                )
        return cls(network, scales)

    def predict(self, row: dict[str, str]) -> float:
        return self.network.predict(rescale(measurements(row), self.scales))

    def save(self) -> None:
        self.network.save(MODEL)
        SCALES.write_text(json.dumps(self.scales) + "\n")

    @classmethod
    def load(cls) -> "Model":
        return cls(Network.load(MODEL), json.loads(SCALES.read_text()))


def measurements(row: dict[str, str]) -> list[float]:
    return [float(value) for name, value in row.items() if name.startswith("mean_")]


def write(path: Path, rows: list[dict[str, str]], probabilities: list[float]) -> None:
    """The measurements, what the model says, and what the laboratory found."""
    with path.open("w", newline="") as file:
        names = ["case", *(name for name in rows[0] if name.startswith("mean_"))]
        writer = csv.writer(file)
        writer.writerow([*names, "probability", "prediction", "diagnosis"])
        for row, probability in zip(rows, probabilities):
            prediction = "malignant" if probability >= 0.5 else "benign"
            measured = [row[name] for name in names]
            writer.writerow([*measured, f"{probability:.6f}", prediction, row["diagnosis"]])


def report(rows: list[dict[str, str]], probabilities: list[float]) -> None:
    labels = [int(row["diagnosis"] == "malignant") for row in rows]
    values = {
        "accuracy": accuracy(probabilities, labels),
        "auc": auc(probabilities, labels),
        "loss": log_loss(probabilities, labels),
    }
    MetricsFile().log(0, **values)
    print("  ".join(f"{name} {value:.4f}" for name, value in values.items()))


if __name__ == "__main__":
    raise SystemExit(main())
