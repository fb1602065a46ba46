"""Says what the tools that look for drift make of data.

Reads {"tool", "cases": [...]} as JSON and writes the answers in the same order. The file
`drift_<tool>.py` has a function `answer(case)`; what it raises is the answer {"error": message}.
Numbers that JSON does not have are written as "nan", "inf" and "-inf".
"""

import importlib
import json
import logging
import math
import sys
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def ask(module, case):
    try:
        return plain(module.answer(case))
    except Exception as error:  # noqa: BLE001
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    request = json.load(sys.stdin)
    module = importlib.import_module(f"drift_{request['tool']}")
    # What the tools print is not part of the answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    json.dump([ask(module, case) for case in request["cases"]], answers, allow_nan=False)


main()
