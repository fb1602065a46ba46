"""Trains the tumour classifier with Python's standard library alone.

    python3 train.py --lr 0.1 --hidden 16

Defaults are in params.yaml. Loss, accuracy and AUC are reported after every epoch, the model is
saved to models/model.json. Ctrl-C stops early and keeps the model trained so far.
"""

import argparse
import random
import time
from pathlib import Path

from dataset import Examples, load_split
from network import Network
from scores import accuracy, auc, log_loss
from tracking import MetricsFile, keep_artifact

HERE = Path(__file__).parent
MODEL = HERE / "models" / "model.json"


def main() -> int:
    options = parse_options()
    split = load_split()
    generator = random.Random(options.seed)
    network = Network(len(split.train.features[0]), options.hidden, generator)
    print(f"training on {len(split.train)} tumours, validating on {len(split.validation)}")
    is_complete = train(network, split.train, split.validation, options, generator)
    network.save(MODEL)
    keep_artifact(MODEL)
    print(f"saved {MODEL.relative_to(HERE)}")
    return 0 if is_complete else 130


def parse_options() -> argparse.Namespace:
    defaults = read_params(HERE / "params.yaml")
    parser = argparse.ArgumentParser(description="Trains the tumour classifier.")
    add = parser.add_argument
    add("--lr", type=float, default=defaults["lr"], help="learning rate")
    add("--epochs", type=int, default=int(defaults["epochs"]), help="passes over the data")
    add("--batch-size", type=int, default=int(defaults["batch_size"]), help="rows per step")
    add("--hidden", type=int, default=int(defaults["hidden"]), help="hidden units, 0 for none")
    add("--weight-decay", type=float, default=defaults["weight_decay"], help="L2 penalty")
    add("--seed", type=int, default=int(defaults["seed"]), help="of weights and batches")
    add("--delay", type=float, default=0, help="seconds to wait after each epoch, to watch")
    options = parser.parse_args()
    if options.epochs < 1 or options.batch_size < 1 or options.hidden < 0:
        parser.error("--epochs and --batch-size must be at least 1, --hidden at least 0")
    return options


def read_params(path: Path) -> dict[str, float]:
    """The `name: number` lines of a flat YAML file."""
    lines = (line.split("#")[0] for line in path.read_text().splitlines())
    pairs = (line.split(":") for line in lines if line.strip())
    return {name.strip(): float(value) for name, value in pairs}


def train(
    network: Network,
    examples: Examples,
    validation: Examples,
    options: argparse.Namespace,
    generator: random.Random,
) -> bool:
    """True when all epochs were done, False when interrupted."""
    metrics = MetricsFile()
    order = list(range(len(examples)))
    try:
        for epoch in range(1, options.epochs + 1):
            generator.shuffle(order)
            for start in range(0, len(order), options.batch_size):
                batch = order[start : start + options.batch_size]
                rows = [examples.features[index] for index in batch]
                labels = [examples.labels[index] for index in batch]
                network.train_batch(rows, labels, options.lr, options.weight_decay)
            report(network, examples, validation, metrics, epoch, options.epochs)
            time.sleep(options.delay)
    except KeyboardInterrupt:
        print("interrupted")
        return False
    return True


def report(
    network: Network,
    examples: Examples,
    validation: Examples,
    metrics: MetricsFile,
    epoch: int,
    epochs: int,
) -> None:
    seen = [network.predict(row) for row in examples.features]
    unseen = [network.predict(row) for row in validation.features]
    values = {
        "loss": log_loss(seen, examples.labels),
        "accuracy": accuracy(seen, examples.labels),
        "val_loss": log_loss(unseen, validation.labels),
        "val_accuracy": accuracy(unseen, validation.labels),
        "val_auc": auc(unseen, validation.labels),
    }
    metrics.log(epoch, **values)
    if epoch == 1 or epoch % 10 == 0 or epoch == epochs:
        shown = "  ".join(f"{name} {value:.4f}" for name, value in values.items())
        print(f"epoch {epoch:4d}/{epochs}  {shown}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
