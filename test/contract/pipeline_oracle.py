"""Says what the engines themselves make of configurations.

Reads a JSON list of {"engine", "files": {path: text}} and writes a list of messages, null for those
that the engine takes. Nothing of a configuration is run: trees are composed, catalogs are built.
"""

import json
import logging
import os
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def compose(folder):
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir

    with initialize_config_dir(os.path.join(folder, "conf"), version_base="1.3"):
        hydra_compose("config")


def build_catalog(folder):
    from kedro.config import MissingConfigException, OmegaConfigLoader
    from kedro.io import DataCatalog

    conf = os.path.join(folder, "conf")
    for environment in ("base", "local"):
        os.makedirs(os.path.join(conf, environment), exist_ok=True)
    loader = OmegaConfigLoader(conf, base_env="base", default_run_env="local")
    try:
        credentials = loader["credentials"]
    except MissingConfigException:
        credentials = {}
    DataCatalog.from_config(loader["catalog"], credentials)
    try:
        loader["parameters"]
    except MissingConfigException:
        pass


def read_accelerate(folder):
    from accelerate.commands.config.config_args import load_config_from_file

    load_config_from_file(os.path.join(folder, "accelerate.yaml"))


ENGINES = {"hydra": compose, "kedro": build_catalog, "accelerate": read_accelerate}


def ask(case):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in case["files"].items():
            full = os.path.join(folder, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        try:
            ENGINES[case["engine"]](folder)
        except Exception as error:  # noqa: BLE001
            message = f"{type(error).__name__}: {error}"
            return message.replace(folder, "").replace("\n", " ")
    return None


json.dump([ask(case) for case in json.load(sys.stdin)], sys.stdout)
