"""Writes one small run with a real tool: `write_runs.py TOOL FOLDER`.

Every tool logs the same: the parameters `lr` and `model`, and a loss that falls over twenty steps,
so that what Sextant shows of each can be held against one table. `tensorboard-live` goes on writing
until it is killed.
"""

import json
import os
import subprocess
import sys
import time

STEPS = 20
LR = 0.05


def loss(step):
    return round(1.0 / (step + 1), 6)


def tensorboard(folder):
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(os.path.join(folder, "runs", "digits"))
    for step in range(STEPS):
        writer.add_scalar("train/loss", loss(step), step)
    writer.add_hparams({"lr": LR, "model": "mlp"}, {"final_loss": loss(STEPS - 1)})
    writer.close()


def tensorboard_live(folder):
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(os.path.join(folder, "runs", "growing"), flush_secs=1)
    step = 0
    while True:
        writer.add_scalar("train/loss", 1.0 / (step + 1), step)
        writer.flush()
        step += 1
        time.sleep(0.1)


def mlflow(folder, uri):
    import mlflow as client

    client.set_tracking_uri(uri)
    client.set_experiment("digits")
    with client.start_run(run_name="mlflow-run"):
        client.log_params({"lr": LR, "model": "mlp"})
        for step in range(STEPS):
            client.log_metric("train/loss", loss(step), step=step)


def mlflow_files(folder):
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    mlflow(folder, "file://" + os.path.join(folder, "mlruns"))


def mlflow_sqlite(folder):
    mlflow(folder, "sqlite:///" + os.path.join(folder, "mlflow.db"))


def wandb(folder):
    import wandb as client

    run = client.init(
        project="digits",
        name="wandb-run",
        mode="offline",
        dir=folder,
        config={"lr": LR, "model": "mlp"},
    )
    for step in range(STEPS):
        run.log({"train/loss": loss(step)})
    run.finish()


def optuna(folder):
    import optuna as client

    client.logging.set_verbosity(client.logging.WARNING)
    study = client.create_study(
        study_name="digits", storage="sqlite:///" + os.path.join(folder, "study.db")
    )

    def objective(trial):
        trial.suggest_categorical("model", ["mlp"])
        trial.suggest_float("lr", LR, LR)
        for step in range(STEPS):
            trial.report(loss(step), step)
        return loss(STEPS - 1)

    study.optimize(objective, n_trials=1)


HYDRA_APP = """
import csv, os
import hydra
from hydra.core.hydra_config import HydraConfig

@hydra.main(version_base=None, config_path=".", config_name="config")
def main(cfg):
    with open(os.path.join(HydraConfig.get().runtime.output_dir, "metrics.csv"), "w") as file:
        rows = csv.writer(file)
        rows.writerow(["step", "train/loss"])
        for step in range({steps}):
            rows.writerow([step, round(1.0 / (step + 1), 6)])

main()
"""


def hydra(folder):
    with open(os.path.join(folder, "config.yaml"), "w") as file:
        file.write("lr: 0.1\nmodel: mlp\n")
    app = os.path.join(folder, "app.py")
    with open(app, "w") as file:
        file.write(HYDRA_APP.replace("{steps}", str(STEPS)))
    subprocess.run([sys.executable, app, f"lr={LR}"], cwd=folder, check=True)


def sacred(folder):
    from sacred import Experiment
    from sacred.observers import FileStorageObserver

    experiment = Experiment("digits", save_git_info=False)
    experiment.observers.append(FileStorageObserver(os.path.join(folder, "sacred_runs")))
    experiment.add_config({"lr": LR, "model": "mlp"})

    @experiment.main
    def main(_run):
        for step in range(STEPS):
            _run.log_scalar("train/loss", loss(step), step)

    experiment.run(options={"--capture": "no"})


def swanlab(folder):
    import swanlab as client

    client.init(
        project="digits",
        name="swanlab-run",
        logdir=os.path.join(folder, "swanlog"),
        mode="offline",
        config={"lr": LR, "model": "mlp"},
    )
    for step in range(STEPS):
        client.log({"train/loss": loss(step)}, step=step)
    client.finish()


def trackio(folder):
    os.environ["TRACKIO_DIR"] = os.path.join(folder, "trackio")
    import trackio as client

    client.init(project="digits", name="trackio-run", config={"lr": LR, "model": "mlp"})
    for step in range(STEPS):
        client.log({"train/loss": loss(step)}, step=step)
    client.finish()


def dvc(folder):
    from dvclive import Live

    def git(*args):
        identity = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *identity, *args], cwd=folder, check=True)

    os.chdir(folder)
    git("init", "--quiet", "--initial-branch=main")
    subprocess.run([sys.executable, "-m", "dvc", "init", "--quiet"], check=True)
    with open("params.yaml", "w") as file:
        file.write(f"lr: {LR}\nmodel: mlp\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Start")
    for name, value in {
        "GIT_AUTHOR_NAME": "Ada Example",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada Example",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }.items():
        os.environ[name] = value
    with Live(save_dvc_exp=True, exp_name="dvc-run", dvcyaml="dvc.yaml", report=None) as live:
        live.log_params({"lr": LR, "model": "mlp"})
        for step in range(STEPS):
            live.log_metric("train/loss", loss(step))
            live.next_step()


TOOLS = {
    "tensorboard": tensorboard,
    "tensorboard-live": tensorboard_live,
    "mlflow-files": mlflow_files,
    "mlflow-sqlite": mlflow_sqlite,
    "wandb": wandb,
    "optuna": optuna,
    "hydra": hydra,
    "sacred": sacred,
    "swanlab": swanlab,
    "trackio": trackio,
    "dvc": dvc,
}

if __name__ == "__main__":
    tool, target = sys.argv[1:]
    os.makedirs(target, exist_ok=True)
    TOOLS[tool](os.path.abspath(target))
    print(json.dumps({"tool": tool, "steps": STEPS, "lr": LR}))
