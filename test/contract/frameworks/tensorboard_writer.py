"""Event files by torch.utils.tensorboard and by Lightning.

    python tensorboard_writer.py SECTION FOLDER

What was written is told by ../tensorboard_oracle.py; `live` and `killed` are as in
../tensorboard_writer.py.
"""
import os
import sys

import torch
from torch.utils.tensorboard import SummaryWriter

TIME = 1_750_000_000.25


def scalars(folder):
    with SummaryWriter(folder) as writer:
        for step in range(20):
            time = TIME + step
            writer.add_scalar("train/loss", 0.9 / (step + 1), step, time)
            writer.add_scalar("new", step / 10, step, time, new_style=True)
            writer.add_scalar("double", step / 10, step, time, new_style=True, double_precision=True)
        writer.add_scalar("negative", 1, -5, TIME)
        writer.add_histogram("weights", torch.linspace(-1, 1, 40), 1, walltime=TIME)
        writer.add_image("sample", torch.zeros(3, 4, 6), 1, walltime=TIME)
        writer.add_audio("tone", torch.zeros(1, 16), 1, walltime=TIME)
        writer.add_text("note", "# A *note*\n<script>", 1, TIME)


def series(folder):
    with SummaryWriter(folder) as writer:
        for step in range(5):
            writer.add_scalar("lr", 0.1, step, TIME + step)
            values = {"train": 1 / (step + 1), "val_best": 2 / (step + 1)}
            writer.add_scalars("epoch/loss", values, step, TIME + step)


def hparams(folder):
    with SummaryWriter(folder) as writer:
        for step in range(5):
            writer.add_scalar("loss", 1 / (step + 1), step, TIME + step)
        params = {"lr": 1e-3, "batch": 32, "name": "adam", "amp": True, "none": None}
        writer.add_hparams(params, {"hparam/accuracy": 0.75, "loss": 0.2}, run_name="1750000009.25")


def restart(folder):
    """A run that stopped after step 9 and went on from step 5, in files of their own."""
    with SummaryWriter(folder) as writer:
        for step in range(10):
            writer.add_scalar("loss", step, step, TIME + step)
            writer.add_scalar("gone", step, step, TIME + step)
    os.rename(*(os.path.join(folder, name) for name in
                (os.listdir(folder)[0], "events.out.tfevents.1750000000.host.1.0")))
    with SummaryWriter(folder, purge_step=5) as writer:
        for step in range(6, 8):
            writer.add_scalar("loss", step * 10, step, TIME + 100 + step)


def lightning(folder):
    import warnings

    warnings.filterwarnings("ignore")
    import lightning
    from lightning.pytorch.loggers import TensorBoardLogger

    class Model(lightning.LightningModule):
        def __init__(self, lr=0.1, layers=(2, 3)):
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(2, 1)

        def training_step(self, batch, _):
            loss = self.layer(batch).pow(2).mean()
            self.log("train/loss", loss)
            return loss

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=self.hparams.lr)

    torch.manual_seed(1)
    data = torch.utils.data.DataLoader(torch.ones(32, 2), batch_size=4)
    trainer = lightning.Trainer(
        max_epochs=2, log_every_n_steps=1, enable_checkpointing=False, accelerator="cpu",
        enable_progress_bar=False, enable_model_summary=False, logger=TensorBoardLogger(folder))
    trainer.fit(Model(), data)


def huggingface(folder):
    """What the Trainer's callback writes, of its settings and of two logs."""
    from transformers import BertConfig, BertModel, TrainerControl, TrainerState, TrainingArguments
    from transformers.integrations import TensorBoardCallback

    os.environ["TENSORBOARD_LOGGING_DIR"] = folder
    args = TrainingArguments(output_dir="out", learning_rate=3e-4, num_train_epochs=2, use_cpu=True)
    config = BertConfig(hidden_size=8, num_attention_heads=2, num_hidden_layers=1, vocab_size=10,
                        intermediate_size=8)
    callback, state, control = TensorBoardCallback(), TrainerState(), TrainerControl()
    callback.on_train_begin(args, state, control, model=BertModel(config))
    for step in (1, 2):
        state.global_step = step
        callback.on_log(args, state, control, logs={"loss": 1 / step, "eval_loss": 2 / step})
    callback.on_train_end(args, state, control)


def live(folder):
    writer = SummaryWriter(folder, flush_secs=600)
    for line in sys.stdin:
        for step in range(*map(int, line.split())):
            writer.add_scalar("loss", step / 8, step, TIME + step)
        writer.flush()
        print("flushed", flush=True)
    writer.close()


def killed(folder):
    writer = SummaryWriter(folder, flush_secs=600, max_queue=1)
    for step in range(5000):
        writer.add_scalar("loss", step / 8, step, TIME + step)
    writer.flush()
    for step in range(5000, 5100):
        writer.add_scalar("loss", step / 8, step, TIME + step)
    os._exit(9)


def many(folder, steps=10_000):
    with SummaryWriter(folder, max_queue=10_000, flush_secs=600) as writer:
        for step in range(steps):
            for index in range(10):
                value = (step * 31 + index * 17) % 1000 / 1000
                writer.add_scalar(f"train/metric_{index}", value, step)


def million(folder):
    """1,000,000 points of 10 tags in one file of 54 MB: for measuring."""
    many(folder, 100_000)


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
