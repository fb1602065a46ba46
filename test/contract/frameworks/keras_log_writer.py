"""Logs by Keras' CSVLogger and dumps of History; what was logged goes to oracle.json beside them.

    python keras_log_writer.py logs FOLDER    one folder for each way of writing them
    python keras_log_writer.py live FOLDER    an epoch for each line that comes in, then it dies
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy


class Remember(keras.callbacks.Callback):
    """What each epoch's callbacks are given."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def on_epoch_end(self, epoch, logs=None):
        self.rows.append({"epoch": epoch, **{name: value for name, value in (logs or {}).items()}})


def fit(path, epochs=3, **options):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    log_options = {name: options.pop(name) for name in ("separator", "append") if name in options}
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    x = numpy.linspace(0, 1, 64).reshape(32, 2)
    remember = Remember()
    logger = keras.callbacks.CSVLogger(path, **log_options)
    history = model.fit(
        *(x, (x.sum(axis=1) > 1).astype("float32")),
        **{"epochs": epochs, "verbose": 0, "callbacks": [remember, logger], **options},
    )
    return remember.rows, history


def direct(path, rows):
    """Logs that a callback of the user's own may add to: lists."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    logger = keras.callbacks.CSVLogger(path)
    logger.set_model(keras.Sequential())
    logger.on_train_begin()
    for row in rows:
        logs = {name: value for name, value in row.items() if name != "epoch"}
        logger.on_epoch_end(row["epoch"], {**logs, "confusion": [row["loss"], 0.25]})
    logger.on_train_end()
    return [{**row, "confusion/0": row["loss"], "confusion/1": 0.25} for row in rows]


def logs(folder):
    def at(name):
        return os.path.join(folder, name)

    oracle = {}
    rows, history = fit(at("comma/training.log"), validation_split=0.25)
    oracle["comma/training.log"] = rows
    os.makedirs(at("dump"))
    with open(at("dump/history.json"), "w") as file:
        json.dump(history.history, file)
    oracle["dump/history.json"] = rows
    rows, _ = fit(at("semicolon/log.csv"), validation_split=0.25, validation_freq=2, separator=";")
    oracle["semicolon/log.csv"] = rows
    rows, _ = fit(at("tab/log.tsv"), separator="\t")
    oracle["tab/log.tsv"] = rows
    rows, _ = fit(at("append/log.csv"), validation_split=0.25)
    more, _ = fit(at("append/log.csv"), validation_split=0.25, append=True, initial_epoch=2, epochs=5)
    oracle["append/log.csv"] = rows + more
    lists = [{"epoch": 0, "loss": 0.75}, {"epoch": 1, "loss": float("nan")}]
    oracle["lists/log.csv"] = direct(at("lists/log.csv"), lists)
    with open(at("oracle.json"), "w") as file:
        json.dump(oracle, file, indent=1)


def live(folder):
    logger = keras.callbacks.CSVLogger(os.path.join(folder, "training.log"))
    logger.set_model(keras.Sequential())
    logger.on_train_begin()
    for epoch, _ in enumerate(sys.stdin):
        logger.on_epoch_end(epoch, {"loss": epoch / 8, "accuracy": 0.1 * epoch})
        print("flushed", flush=True)
    os._exit(9)


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    globals()[sys.argv[1]](sys.argv[2])
