"""Reads a run folder with TensorBoard's EventAccumulator, keeping all scalars: prints JSON."""
import json
import sys
import time

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

start = time.perf_counter()
accumulator = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
accumulator.Reload()
points = sum(len(accumulator.Scalars(tag)) for tag in accumulator.Tags()["scalars"])
print(json.dumps({"ms": (time.perf_counter() - start) * 1000, "points": points}))
