"""How good a list of probabilities is against the true labels."""

import math


def log_loss(probabilities: list[float], labels: list[int]) -> float:
    """Mean of -log of the probability given to the true class."""
    tiny = 1e-15
    chosen = (p if label else 1 - p for p, label in zip(probabilities, labels))
    return -sum(math.log(max(p, tiny)) for p in chosen) / len(labels)


def accuracy(probabilities: list[float], labels: list[int]) -> float:
    right = sum((p >= 0.5) == bool(label) for p, label in zip(probabilities, labels))
    return right / len(labels)


def auc(probabilities: list[float], labels: list[int]) -> float:
    """The chance that a positive gets a higher probability than a negative: the Mann-Whitney
    statistic from ranks, ties counting half."""
    order = sorted(range(len(labels)), key=probabilities.__getitem__)
    ranks = [0.0] * len(labels)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and probabilities[order[end]] == probabilities[order[start]]:
            end += 1
        for position in range(start, end):
            ranks[order[position]] = (start + end + 1) / 2
        start = end
    positives = sum(labels)
    negatives = len(labels) - positives
    rank_sum = sum(rank for rank, label in zip(ranks, labels) if label)
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def roc_curve(probabilities: list[float], labels: list[int]) -> list[tuple[float, float, float]]:
    """(threshold, false positive rate, true positive rate), from the strictest threshold on."""
    positives = sum(labels)
    negatives = len(labels) - positives
    points = []
    for threshold in sorted(set(probabilities), reverse=True):
        found = [label for p, label in zip(probabilities, labels) if p >= threshold]
        points.append(
            (threshold, (len(found) - sum(found)) / negatives, sum(found) / positives)
        )
    return points
