"""A small neural network: one hidden layer, or none (a logistic regression)."""

import json
import math
import random
from operator import mul
from pathlib import Path


class Network:
    """Gives the probability that a row is of class 1. Trained by plain stochastic gradient
    descent on the log loss, with weight decay."""

    def __init__(self, inputs: int, hidden: int, generator: random.Random) -> None:
        scale = inputs**-0.5
        self.hidden_weights = [
            [generator.gauss(0, scale) for _ in range(inputs)] for _ in range(hidden)
        ]
        self.hidden_biases = [0.0] * hidden
        width = hidden or inputs
        self.output_weights = [generator.gauss(0, width**-0.5) for _ in range(width)]
        self.output_bias = 0.0

    def activate(self, row: list[float]) -> list[float]:
        """What the output layer sees: the hidden units, or the row itself without any."""
        if not self.hidden_weights:
            return row
        return [
            math.tanh(sum(map(mul, weights, row)) + bias)
            for weights, bias in zip(self.hidden_weights, self.hidden_biases)
        ]

    def predict(self, row: list[float]) -> float:
        return sigmoid(sum(map(mul, self.output_weights, self.activate(row))) + self.output_bias)

    def train_batch(
        self, rows: list[list[float]], labels: list[int], lr: float, weight_decay: float
    ) -> None:
        """One step against the mean gradient of the rows."""
        step = lr / len(rows)
        activations = [self.activate(row) for row in rows]
        errors = []
        for units, label in zip(activations, labels):
            output = sigmoid(sum(map(mul, self.output_weights, units)) + self.output_bias)
            errors.append(output - label)
        if self.hidden_weights:
            self._train_hidden(rows, activations, errors, step, 1 - lr * weight_decay)
        keep = 1 - lr * weight_decay
        for index, weight in enumerate(self.output_weights):
            gradient = sum(error * units[index] for error, units in zip(errors, activations))
            self.output_weights[index] = keep * weight - step * gradient
        self.output_bias -= step * sum(errors)

    def _train_hidden(self, rows, activations, errors, step: float, keep: float) -> None:
        columns = list(zip(*rows))
        for unit, weights in enumerate(self.hidden_weights):
            outgoing = self.output_weights[unit]
            deltas = [
                error * outgoing * (1 - units[unit] ** 2)
                for error, units in zip(errors, activations)
            ]
            self.hidden_weights[unit] = [
                keep * weight - step * sum(map(mul, deltas, column))
                for weight, column in zip(weights, columns)
            ]
            self.hidden_biases[unit] -= step * sum(deltas)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(vars(self)) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Network":
        network = cls.__new__(cls)
        vars(network).update(json.loads(path.read_text()))
        return network


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), without overflow for large negative x."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    power = math.exp(x)
    return power / (1 + power)
