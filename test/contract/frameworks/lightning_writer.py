"""Runs of the real Lightning; what was logged goes to oracle.jsonl beside the run, a line a call.

    python lightning_writer.py fit FOLDER       training with validation, checkpoints, parameters
    python lightning_writer.py columns FOLDER   metrics that come late: metrics.csv is written anew
    python lightning_writer.py fabric FOLDER    Fabric's logger: no parameters
    python lightning_writer.py live FOLDER      steps as lines "FROM TO [NAME]" ask for; "flushed"
    python lightning_writer.py killed FOLDER    its process is gone at once
"""

import enum
import json
import os
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")
import lightning
import lightning.fabric.loggers
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from lightning.pytorch.loggers import CSVLogger


class Schedule(enum.Enum):
    COSINE = 1


def remember(logger, folder):
    """Every call that reaches the logger's file."""
    write = logger.experiment.log_metrics

    def log_metrics(metrics, step=None):
        values = {name: float(value) for name, value in metrics.items()}
        with open(os.path.join(folder, "oracle.jsonl"), "a") as file:
            file.write(json.dumps({"step": step, "metrics": values}) + "\n")
        write(metrics, step)

    logger.experiment.log_metrics = log_metrics


class Model(lightning.LightningModule):
    def __init__(self, lr=1e-3, layers=(4, 2), activation=torch.relu, **more):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(2, 1)

    def loss(self, batch):
        x, y = batch
        return torch.nn.functional.mse_loss(self.layer(x).squeeze(-1), y)

    def training_step(self, batch, index):
        loss = self.loss(batch)
        self.log("train_loss", loss, on_step=True, on_epoch=True)
        self.log("learning rate", 0.1)
        return loss

    def validation_step(self, batch, index):
        self.log("val_loss", self.loss(batch))
        self.log("val/accuracy", 0.9)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), self.hparams.lr)


def fit(folder):
    lightning.seed_everything(1, verbose=False)
    x = torch.linspace(0, 1, 64).reshape(32, 2)
    data = torch.utils.data.TensorDataset(x, x.sum(dim=1))
    loader = torch.utils.data.DataLoader(data, batch_size=4)
    logger = CSVLogger(folder, name="digits")
    remember(logger, folder)
    checkpoints = ModelCheckpoint(
        monitor="val_loss", save_top_k=2, filename="{epoch}-{step}-{val_loss:.4f}"
    )
    trainer = lightning.Trainer(
        max_epochs=3,
        logger=logger,
        callbacks=[checkpoints],
        log_every_n_steps=2,
        accelerator="cpu",
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    model = Model(schedule=Schedule.COSINE, data=pathlib.PurePosixPath("/data/digits"), dropout=None)
    trainer.fit(model, loader, loader)
    trainer.validate(model, loader, verbose=False)
    best = [os.path.basename(checkpoints.best_model_path), float(checkpoints.best_model_score)]
    with open(os.path.join(folder, "best.json"), "w") as file:
        json.dump(best, file)


def columns(folder):
    logger = CSVLogger(folder, name=None, flush_logs_every_n_steps=3)
    remember(logger, folder)
    logger.log_hyperparams({"lr": 1e-5, "name": "<b>a,b</b>"})
    for step in range(20):
        metrics = {"loss": 1 / (step + 1)}
        if step >= 5:
            metrics["a,b \"c\""] = step * 1e-12
        if step >= 11:
            metrics.update({"zzz": float("nan"), "big": -1e300, "__proto__": float("inf")})
        logger.log_metrics(metrics, step)
    logger.finalize("success")


def fabric(folder):
    logger = lightning.fabric.loggers.CSVLogger(folder, name="fabric", version="first try")
    remember(logger, folder)
    fabric = lightning.Fabric(loggers=[logger], accelerator="cpu")
    for step in range(4):
        fabric.log_dict({"loss": 0.5**step, "epoch": step // 2}, step)
    logger.finalize("success")


def live(folder):
    logger = CSVLogger(folder, name="live")
    for line in sys.stdin:
        start, end, name, *_ = [*line.split(), "loss"]
        for step in range(int(start), int(end)):
            logger.log_metrics({"loss": step / 8, name: step / 8}, step)
        logger.save()
        print("flushed", flush=True)


def killed(folder):
    logger = CSVLogger(folder, name="killed", flush_logs_every_n_steps=10)
    for step in range(25):
        logger.log_metrics({"loss": step / 8}, step)
    os._exit(9)


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    globals()[sys.argv[1]](sys.argv[2])
