"""Jobs of the real Hydra in the folder it is started in; what each saw goes to oracle.jsonl there.

    hydra_writer.py [hydra's own arguments] [lr=0.1 ...]

With `fail=true` the job logs a traceback and raises, with `die=true` its process is gone at once.
"""

import json
import logging
import os

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.hydra_config import HydraConfig
from omegaconf import OmegaConf

log = logging.getLogger(__name__)

store = ConfigStore.instance()
store.store(
    name="config",
    node={
        "defaults": ["_self_", {"model": "small"}],
        "lr": 0.1,
        "seed": None,
        "fail": False,
        "die": False,
        "schedule": {"warmup": 5, "total": "${.warmup}0", "rate": "${lr}"},
        "title": "lr ${lr} of ${model.name}",
        "sizes": [1, "${model.depth}"],
        "stamp": "${now:%Y}",
    },
)
store.store(group="model", name="small", node={"name": "small", "depth": 2})
store.store(group="model", name="large", node={"name": "large", "depth": 20})


@hydra.main(version_base="1.3", config_path=None, config_name="config")
def main(config):
    settings = HydraConfig.get()
    folder = settings.runtime.output_dir
    with open(os.environ["ORACLE"], "a") as oracle:
        line = {
            "folder": folder,
            "config": OmegaConf.to_container(config, resolve=True),
            "overrides": list(settings.overrides.task),
        }
        oracle.write(json.dumps(line) + "\n")
    log.info("training begins")
    write_events(folder)
    if config.die:
        os._exit(9)
    if config.fail:
        try:
            raise ValueError("the loss is <b>gone</b>")
        except ValueError:
            log.exception("")
            raise
    log.info("training ends")
    return config.lr


def write_events(folder):
    """A TensorBoard log inside the job's folder, where the package is there."""
    if os.environ.get("WITH_EVENTS") != "1":
        return
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(os.path.join(folder, "tensorboard", "version_0"))
    for step in range(3):
        writer.add_scalar("loss", 1 / (step + 1), step)
    writer.close()


if __name__ == "__main__":
    main()
