"""Trains a line with the real Hugging Face Trainer; prints what its callbacks were handed.

    huggingface_writer.py OUTPUT_DIR [--steps N] [--die-at N] [--resume] [--events] [--nan-at N]
        [--finish] [--quick]

Each call of `log` is one line `LOGGED {"step": 5, "loss": ...}`. `--finish` saves state, metrics and
a model card as the example scripts do, `--die-at` ends the process there without a word.
"""

import argparse
import json
import os

import torch
from transformers import PretrainedConfig, PreTrainedModel, Trainer, TrainerCallback, TrainingArguments

parser = argparse.ArgumentParser()
parser.add_argument("output_dir")
parser.add_argument("--steps", type=int, default=12)
parser.add_argument("--die-at", type=int, default=-1)
parser.add_argument("--nan-at", type=int, default=-1)
parser.add_argument("--resume", action="store_true")
parser.add_argument("--events", action="store_true")
parser.add_argument("--finish", action="store_true")
options = parser.parse_args()


class LineConfig(PretrainedConfig):
    model_type = "line"


class Line(PreTrainedModel):
    config_class = LineConfig

    def __init__(self, config):
        super().__init__(config)
        self.linear = torch.nn.Linear(1, 1)
        self.post_init()

    def forward(self, x=None, labels=None):
        y = self.linear(x)
        return {"loss": ((y - labels) ** 2).mean(), "logits": y}


class Points(torch.utils.data.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return {"x": torch.tensor([index / 16]), "labels": torch.tensor([index / 8])}


class Recorder(TrainerCallback):
    def on_log(self, args, state, control, logs=None, **kwargs):
        print("LOGGED " + json.dumps({**logs, "step": state.global_step}), flush=True)

    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step == options.die_at:
            os._exit(9)


class Loggable(Trainer):
    def log(self, logs, *args, **kwargs):
        if self.state.global_step == options.nan_at and "loss" in logs:
            logs["odd"] = float("nan")
        super().log(logs, *args, **kwargs)


torch.manual_seed(1)
arguments = TrainingArguments(
    output_dir=options.output_dir,
    max_steps=options.steps,
    per_device_train_batch_size=4,
    learning_rate=0.05,
    logging_steps=1,
    eval_strategy="steps",
    eval_steps=3,
    save_steps=3,
    save_total_limit=2,
    load_best_model_at_end=True,
    metric_for_best_model="loss",
    report_to=["tensorboard"] if options.events else [],
    disable_tqdm=True,
    use_cpu=True,
    seed=1,
)
trainer = Loggable(
    model=Line(LineConfig()),
    args=arguments,
    train_dataset=Points(),
    eval_dataset=Points(),
    callbacks=[Recorder()],
)
result = trainer.train(resume_from_checkpoint=options.resume or None)
if options.finish:
    trainer.save_metrics("train", result.metrics)
    trainer.save_state()
    trainer.save_metrics("eval", trainer.evaluate())
    trainer.create_model_card(model_name="line", finetuned_from="example/base-line")
