"""What scikit-learn says of predictions."""

import numpy as np
from sklearn import metrics


def macro_and_weighted(name, score, targets, predictions):
    return {
        f"{name}_{average}": score(targets, predictions, average=average, zero_division=0)
        for average in ("macro", "weighted")
    }


def of_labels(targets, predictions):
    return {
        "accuracy": metrics.accuracy_score(targets, predictions),
        "balanced_accuracy": metrics.balanced_accuracy_score(targets, predictions),
        "mcc": metrics.matthews_corrcoef(targets, predictions),
        **macro_and_weighted("precision", metrics.precision_score, targets, predictions),
        **macro_and_weighted("recall", metrics.recall_score, targets, predictions),
        **macro_and_weighted("f1", metrics.f1_score, targets, predictions),
    }


def binary(case):
    targets, predictions = np.array(case["targets"]), np.array(case["predictions"])
    scores = np.array(case["probabilities"])
    nan = {"zero_division": np.nan}
    return {
        **of_labels(targets, predictions),
        "precision": metrics.precision_score(targets, predictions, **nan),
        "recall": metrics.recall_score(targets, predictions, **nan),
        "specificity": metrics.recall_score(targets, predictions, pos_label=0, **nan),
        "f1": metrics.f1_score(targets, predictions, **nan),
        "roc_auc": metrics.roc_auc_score(targets, scores) if len(set(targets)) == 2 else np.nan,
        "average_precision": (
            metrics.average_precision_score(targets, scores) if targets.any() else np.nan
        ),
        "log_loss": metrics.log_loss(targets, scores, labels=[0, 1]),
        "brier": metrics.brier_score_loss(targets, scores),
    }


def multiclass(case):
    targets, predictions = np.array(case["targets"]), np.array(case["predictions"])
    classes = list(range(case["classCount"]))
    scores = np.array(case["probabilities"]).reshape(-1, len(classes))
    wide = np.eye(len(classes))[targets]
    seen = [index for index in classes if 0 < wide[:, index].sum() < len(targets)]
    found = [index for index in classes if wide[:, index].any()]
    return {
        **of_labels(targets, predictions),
        "roc_auc": np.mean([metrics.roc_auc_score(wide[:, k], scores[:, k]) for k in seen]),
        "average_precision": np.mean(
            [metrics.average_precision_score(wide[:, k], scores[:, k]) for k in found]
        ),
        "log_loss": metrics.log_loss(targets, scores, labels=classes),
        "brier": metrics.brier_score_loss(wide, scores, scale_by_half=False),
    }


def regression(case):
    targets, predictions = np.array(case["targets"]), np.array(case["predictions"])
    return {
        "mae": metrics.mean_absolute_error(targets, predictions),
        "mse": metrics.mean_squared_error(targets, predictions),
        "rmse": metrics.root_mean_squared_error(targets, predictions),
        "mape": metrics.mean_absolute_percentage_error(targets, predictions),
        "r2": metrics.r2_score(targets, predictions),
        "median_absolute_error": metrics.median_absolute_error(targets, predictions),
    }


TASKS = {"binary": binary, "multiclass": multiclass, "regression": regression}


def answer(case):
    return TASKS[case["task"]](case)
