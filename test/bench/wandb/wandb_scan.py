"""Reads a run's log with wandb's own message classes: all values of its history, by name.

wandb has no reader of its log in Python any more; SwanLab's, which it converts W&B runs with, is
the one at hand. Prints the milliseconds it took, without the imports, and how many values.
"""

import json
import sys
import time

from swanlab.converter.wb.wbdatastore import WBDataStoreReader
from wandb.proto import wandb_internal_pb2

start = time.perf_counter()
series = {}
reader = WBDataStoreReader()
reader.open(sys.argv[1])
while True:
    data = reader.scan()
    if data is None:
        break
    record = wandb_internal_pb2.Record()
    record.ParseFromString(data)
    if record.WhichOneof("record_type") == "history":
        for item in record.history.item:
            name = item.key or ".".join(item.nested_key)
            series.setdefault(name, []).append(json.loads(item.value_json))
took = (time.perf_counter() - start) * 1000
count = sum(len(values) for name, values in series.items() if not name.startswith("_"))
print(json.dumps({"ms": took, "count": count}))
