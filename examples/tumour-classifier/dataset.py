"""The tumours as numbers: read, split the same way every time, and standardised."""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data" / "tumours.csv"


@dataclass(frozen=True)
class Examples:
    """Rows of measurements, and for each whether the tumour is malignant (1) or benign (0)."""

    features: list[list[float]]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Split:
    train: Examples
    validation: Examples
    test: Examples


def load_split(seed: int = 20260101) -> Split:
    """60 % to train on, 20 % to choose by, 20 % to judge by. The seed is not a parameter of
    training: runs are only comparable when all are judged on the same tumours."""
    with DATA.open(newline="") as file:
        rows = list(csv.DictReader(file))
    random.Random(seed).shuffle(rows)
    names = [name for name in rows[0] if name != "diagnosis"]
    labels = [int(row["diagnosis"] == "malignant") for row in rows]
    raw = [[float(row[name]) for name in names] for row in rows]
    first, second = len(rows) * 6 // 10, len(rows) * 8 // 10
    features = standardise(raw, raw[:first])
    return Split(
        train=Examples(features[:first], labels[:first]),
        validation=Examples(features[first:second], labels[first:second]),
        test=Examples(features[second:], labels[second:]),
    )


def standardise(rows: list[list[float]], reference: list[list[float]]) -> list[list[float]]:
    """Each column with mean 0 and standard deviation 1 on the reference rows. Only training rows
    are the reference: nothing about the others may leak into training."""
    scales = scales_of(reference)
    return [rescale(row, scales) for row in rows]


def scales_of(rows: list[list[float]]) -> list[tuple[float, float]]:
    """Mean and standard deviation of each column; 1 where all values are equal."""
    scales = []
    for column in zip(*rows):
        mean = sum(column) / len(column)
        variance = sum((value - mean) ** 2 for value in column) / len(column)
        scales.append((mean, variance**0.5 or 1.0))
    return scales


def rescale(row: list[float], scales: list[tuple[float, float]]) -> list[float]:
    return [(value - mean) / sd for value, (mean, sd) in zip(row, scales)]
