"""What NannyML says of chunks of columns, and of a model without labels.

Values are JSON's, with null for missing ones.
"""

import nannyml
import numpy as np
import pandas as pd

CONTINUOUS = ["kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger"]
CATEGORICAL = ["chi2", "jensen_shannon", "l_infinity", "hellinger"]


def frame(columns, side):
    def series(one):
        if one["type"] == "num":
            return pd.Series([np.nan if value is None else value for value in one[side]])
        return pd.Series(one[side], dtype=object)

    return pd.DataFrame({name: series(one) for name, one in columns.items()})


def number(value):
    return None if value is None or pd.isna(value) else float(value)


def values_of(table, *key):
    """Values by chunk of the reference and of what is compared, with their threshold."""
    period_column = next(column for column in table.columns if column[-1] == "period")
    parts = {
        side: table[table[period_column] == period]
        for side, period in (("reference", "reference"), ("current", "analysis"))
    }
    current = parts["current"]
    return {
        "reference": [number(value) for value in parts["reference"][(*key, "value")]],
        "current": [number(value) for value in current[(*key, "value")]],
        "alerts": [bool(alert) for alert in current[(*key, "alert")]],
        "lower": number(current[(*key, "lower_threshold")].iloc[0]),
        "upper": number(current[(*key, "upper_threshold")].iloc[0]),
    }


def run(calculator, case):
    calculator.fit(frame(case["columns"], "reference"))
    result = calculator.calculate(frame(case["columns"], "current"))
    return result.to_df(multilevel=True)


def univariate(case):
    columns = case["columns"]
    table = run(
        nannyml.UnivariateDriftCalculator(
            column_names=list(columns),
            treat_as_categorical=[n for n, one in columns.items() if one["type"] == "cat"],
            continuous_methods=CONTINUOUS,
            categorical_methods=CATEGORICAL,
            chunk_size=case["chunkSize"],
        ),
        case,
    )
    return {
        name: {
            method: values_of(table, name, method)
            for method in (CONTINUOUS if one["type"] == "num" else CATEGORICAL)
        }
        for name, one in columns.items()
    }


def by_column(calculator, case, names):
    table = run(calculator, case)
    return {name: values_of(table, name) for name in names}


def quality(case):
    columns = case["columns"]
    names = list(columns)
    categorical = [name for name, one in columns.items() if one["type"] == "cat"]
    size = {"chunk_size": case["chunkSize"]}
    return {
        "missing": by_column(
            nannyml.MissingValuesCalculator(column_names=names, **size), case, names
        ),
        "unseen": by_column(
            nannyml.UnseenValuesCalculator(column_names=categorical, **size), case, categorical
        ),
    }


METRICS = ["roc_auc", "f1", "precision", "recall", "specificity", "accuracy"]


def binary_performance(case):
    """CBPE on `reference` (with targets) and `current` (without)."""

    def rows(side):
        return pd.DataFrame({name: np.array(values) for name, values in case[side].items()})

    estimator = nannyml.CBPE(
        problem_type="classification_binary",
        y_true="targets",
        y_pred="predictions",
        y_pred_proba="probabilities",
        metrics=METRICS,
        chunk_size=case["chunkSize"],
    )
    estimator.fit(rows("reference"))
    table = estimator.estimate(rows("current")).filter(period="analysis").to_df()
    return {
        "isCalibrated": bool(estimator.needs_calibration),
        "metrics": {
            name: [number(value) for value in table[(name, "value")]] for name in METRICS
        },
    }


def threshold(case):
    options = dict(case["options"])
    if "offset_from" in options:
        options["offset_from"] = getattr(np, f"nan{options['offset_from']}")
    limits = nannyml.thresholds.StandardDeviationThreshold(**options).thresholds(
        np.array([np.nan if value is None else value for value in case["values"]])
    )
    return [number(limit) for limit in limits]


KINDS = {
    "univariate": univariate,
    "quality": quality,
    "performance": binary_performance,
    "threshold": threshold,
}


def answer(case):
    return KINDS[case["kind"]](case)
