"""Small runs of tools whose metrics are plain tables; what was logged goes to oracle.json.

    python tabular_writer.py catboost|sb3|timm|fastai|deepspeed|ultralytics FOLDER

Needs the tool that is named, and torch for all but CatBoost: none of the sets of packages has them,
so it is run by hand to make the fixtures of test/fixtures/formats anew.
"""

import json
import os
import sys


def remember(folder, oracle):
    with open(os.path.join(folder, "oracle.json"), "w") as file:
        json.dump(oracle, file, indent=1)


def catboost(folder):
    import numpy
    from catboost import CatBoostRegressor

    random = numpy.random.RandomState(0)
    x = random.rand(100, 3)
    y = x @ [1, 2, 3] + random.rand(100)
    model = CatBoostRegressor(
        iterations=12, verbose=False, custom_metric=["MAE"], allow_writing_files=True
    )
    model.fit(x[:80], y[:80], eval_set=[(x[80:90], y[80:90]), (x[90:], y[90:])])
    names = {"learn": "learn", "validation_0": "test", "validation_1": "test1"}
    results = model.get_evals_result()
    remember(folder, {names[name]: metrics for name, metrics in results.items()})


def sb3(folder):
    import gymnasium
    from stable_baselines3 import PPO
    from stable_baselines3.common.logger import KVWriter, configure
    from stable_baselines3.common.monitor import Monitor

    rows = []

    class Remember(KVWriter):
        def write(self, key_values, key_excluded, step=0):
            rows.append({name: float(value) for name, value in key_values.items()})

        def close(self):
            pass

    env = Monitor(gymnasium.make("CartPole-v1"), os.path.join(folder, "monitor.csv"))
    model = PPO("MlpPolicy", env, n_steps=64, batch_size=32, n_epochs=2, seed=1, device="cpu")
    logger = configure(folder, ["csv", "json", "log"])
    logger.output_formats.append(Remember())
    model.set_logger(logger)
    model.learn(384)
    episodes = {
        "rewards": env.get_episode_rewards(),
        "lengths": env.get_episode_lengths(),
    }
    remember(folder, {"rows": rows, "episodes": episodes})
    env.close()
    os.mkdir(os.path.join(folder, "csv"))
    os.rename(os.path.join(folder, "progress.csv"), os.path.join(folder, "csv", "progress.csv"))


def timm(folder):
    import yaml
    from timm.utils import update_summary

    args = {"model": "resnet18", "lr": 0.05, "opt": "sgd", "mean": None, "aug_splits": 0}
    with open(os.path.join(folder, "args.yaml"), "w") as file:
        file.write(yaml.safe_dump(args, default_flow_style=False))
    rows = []
    for epoch in range(4):
        train = {"loss": 2.0 / (epoch + 1)}
        evaluation = {"loss": 1.5 / (epoch + 1), "top1": 25.0 * epoch, "top5": 99.5}
        summary = os.path.join(folder, "summary.csv")
        update_summary(epoch, train, evaluation, filename=summary, lr=0.05, write_header=epoch == 0)
        rows.append(
            {
                "epoch": epoch,
                **{f"train_{name}": value for name, value in train.items()},
                **{f"eval_{name}": value for name, value in evaluation.items()},
                "lr": 0.05,
            }
        )
    remember(folder, rows)


def fastai(folder):
    import pathlib

    import torch
    from fastai.basics import DataLoader, DataLoaders, Learner, accuracy
    from fastai.callback.progress import CSVLogger

    torch.manual_seed(1)
    x = torch.rand(64, 2)
    data = list(zip(x, (x.sum(dim=1) > 1).long()))
    loaders = DataLoaders(*[DataLoader(data[:48], bs=16), DataLoader(data[48:], bs=16)])
    learner = Learner(
        *(loaders, torch.nn.Linear(2, 2)),
        **{"loss_func": torch.nn.CrossEntropyLoss(), "metrics": accuracy},
        **{"path": pathlib.Path(folder), "cbs": CSVLogger()},
    )
    with learner.no_bar():
        learner.fit(3, 0.1)
    remember(folder, [list(map(float, row)) for row in learner.recorder.values])


def deepspeed(folder):
    from types import SimpleNamespace

    import deepspeed.comm
    from deepspeed.monitor.csv_monitor import csvMonitor

    # There is one process, and nothing that tells it so.
    deepspeed.comm.get_rank = lambda: 0

    def start():
        config = SimpleNamespace(enabled=True, output_path=folder, job_name="job")
        return csvMonitor(config)

    events = []
    for monitor, steps in [(start(), range(0, 5)), (start(), range(3, 7))]:
        for step in steps:
            row = [
                ("Train/Samples/train_loss", 1 / (step + 1), step * 32),
                ("Train/Samples/lr", 1e-5 * step, step * 32),
                ("Train/Eval/eval loss", 0.5**step, step * 32),
            ]
            monitor.write_events(row)
            events += row
    remember(folder, events)


def ultralytics(folder):
    """Two classes of squares; the model is too small to learn anything."""
    import random

    import numpy
    from PIL import Image
    from ultralytics import YOLO
    from ultralytics.models.yolo.detect import DetectionTrainer

    random.seed(1)
    for part, count in [("train", 8), ("val", 4)]:
        for kind in ["images", "labels"]:
            os.makedirs(os.path.join(folder, "squares", kind, part))
        for index in range(count):
            pixels = numpy.zeros((64, 64, 3), numpy.uint8)
            pixels[16:48, 16:48] = random.randrange(100, 255)
            Image.fromarray(pixels).save(f"{folder}/squares/images/{part}/{index}.png")
            with open(f"{folder}/squares/labels/{part}/{index}.txt", "w") as file:
                file.write(f"{index % 2} 0.5 0.5 0.5 0.5\n")
    data = os.path.join(folder, "squares", "data.yaml")
    with open(data, "w") as file:
        file.write(f"path: {folder}/squares\ntrain: images/train\nval: images/val\n")
        file.write("names: [dark, light]\n")
    rows = []

    class Trainer(DetectionTrainer):
        def save_metrics(self, metrics):
            rows.append({"epoch": self.epoch + 1, **{k: float(v) for k, v in metrics.items()}})
            super().save_metrics(metrics)

    model = YOLO("yolo11n.yaml")
    model.train(
        **{"trainer": Trainer, "data": data, "epochs": 3, "imgsz": 32, "batch": 4, "workers": 0},
        **{"device": "cpu", "project": os.path.join(folder, "runs"), "name": "train", "amp": False},
    )
    remember(folder, rows)


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    os.chdir(sys.argv[2])
    globals()[sys.argv[1]](os.getcwd())
