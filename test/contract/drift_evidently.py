"""What Evidently says of columns and data sets.

Values are JSON's, with null for missing ones and "inf" for infinity. Categories may be given as
counts by category.
"""

import numpy as np
import pandas as pd
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType
from evidently.legacy.metric_preset import DataDriftPreset
from evidently.legacy.pipeline.column_mapping import ColumnMapping
from evidently.legacy.report import Report


def column(kind, values):
    if isinstance(values, dict):
        values = [category for category, count in values.items() for _ in range(count)]
    if kind == "num":
        return pd.Series([np.nan if value is None else float(value) for value in values])
    return pd.Series(values, dtype=object)


def test(case):
    """One test on one column; without a name the test that Evidently chooses."""
    reference, current = (column(case["type"], case[side]) for side in ("reference", "current"))
    kind = ColumnType(case["type"])
    stattest = get_stattest(reference, current, kind, case.get("test"))
    np.random.seed(1)
    result = stattest(reference.copy(), current.copy(), kind, case.get("threshold"))
    return {
        "test": stattest.name,
        "score": float(result.drift_score),
        "drift": bool(result.drifted),
        "threshold": float(result.actual_threshold),
    }


def dataset(case):
    """The preset for drift on columns of {"type", "reference", "current"}."""
    sides = {
        side: pd.DataFrame(
            {name: column(one["type"], one[side]) for name, one in case["columns"].items()}
        )
        for side in ("reference", "current")
    }
    mapping = ColumnMapping(
        numerical_features=[n for n, one in case["columns"].items() if one["type"] == "num"],
        categorical_features=[n for n, one in case["columns"].items() if one["type"] == "cat"],
    )
    report = Report(metrics=[DataDriftPreset(**case.get("options", {}))])
    report.run(
        reference_data=sides["reference"], current_data=sides["current"], column_mapping=mapping
    )
    answers = [metric["result"] for metric in report.as_dict()["metrics"]]
    summary = next(answer for answer in answers if "drift_share" in answer)
    table = next(answer for answer in answers if "drift_by_columns" in answer)
    return {
        "drift": bool(summary["dataset_drift"]),
        "drifted": int(summary["number_of_drifted_columns"]),
        "share": float(summary["share_of_drifted_columns"]),
        "columns": {
            name: {
                "score": float(one["drift_score"]),
                "drift": bool(one["drift_detected"]),
                "threshold": float(one["stattest_threshold"]),
                "method": one["stattest_name"],
            }
            for name, one in table["drift_by_columns"].items()
        },
    }


KINDS = {"test": test, "dataset": dataset}


def answer(case):
    return KINDS[case["kind"]](case)
