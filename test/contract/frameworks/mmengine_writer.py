"""Trains a line with the real MMEngine in `work_dirs` of the folder it is started in.

Not among the packages of the tests: `pip install mmengine==0.10.7 opencv-python-headless` beside
PyTorch. Its output is in test/fixtures/formats/mmengine.
"""

import torch
from mmengine.config import Config
from mmengine.evaluator import BaseMetric
from mmengine.model import BaseModel
from mmengine.registry import DATASETS, METRICS, MODELS
from mmengine.runner import Runner


@MODELS.register_module()
class Line(BaseModel):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 1)

    def forward(self, x, y=None, mode="tensor"):
        out = self.linear(x)
        if mode == "loss":
            return {"loss": ((out - y) ** 2).mean(), "loss_aux": out.abs().mean()}
        return [float(value) for value in out.flatten()]


@DATASETS.register_module()
class Points(torch.utils.data.Dataset):
    def __len__(self):
        return 7

    def __getitem__(self, index):
        return torch.tensor([index / 7, 1.0]), torch.tensor([index / 3])


@METRICS.register_module()
class Mean(BaseMetric):
    def process(self, batch, outputs):
        self.results.extend(outputs)

    def compute_metrics(self, results):
        return {"mean": sum(results) / len(results)}


loader = dict(
    batch_size=1,
    num_workers=0,
    dataset=dict(type="Points"),
    sampler=dict(type="DefaultSampler", shuffle=True),
    collate_fn=dict(type="default_collate"),
)
config = Config(
    dict(
        model=dict(type="Line"),
        work_dir="work_dirs/line",
        train_dataloader=loader,
        val_dataloader=loader,
        train_cfg=dict(by_epoch=True, max_epochs=3, val_interval=1),
        val_cfg=dict(),
        val_evaluator=dict(type="Mean"),
        optim_wrapper=dict(optimizer=dict(type="SGD", lr=0.01), clip_grad=None),
        default_hooks=dict(logger=dict(type="LoggerHook", interval=3)),
        randomness=dict(seed=3),
        visualizer=dict(type="Visualizer", vis_backends=[dict(type="LocalVisBackend")]),
    )
)
Runner.from_cfg(config).train()
