"""Evidently's report of drift over two Parquet files, as a whole program.

python evidently_preset.py REFERENCE CURRENT; prints the number of drifted columns.
"""

import os
import sys
import warnings

os.environ["DO_NOT_TRACK"] = "1"
warnings.filterwarnings("ignore")

import pandas as pd  # noqa: E402
from evidently import Report  # noqa: E402
from evidently.presets import DataDriftPreset  # noqa: E402

reference = pd.read_parquet(sys.argv[1])
current = pd.read_parquet(sys.argv[2])
result = Report([DataDriftPreset()]).run(current, reference)
print(result.dict()["metrics"][0]["value"]["count"])
