"""Makes a DVC project with real DVC and DVCLive, as people use them: `dvc_project.py FOLDER STEP...`.

Each step is a function below; `all` does every one but `live`. DVC runs as a command line program,
with neither analytics nor updates, and with settings that come from nobody's home.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

TRAIN = """\
import json, os, sys, time
from pathlib import Path
import yaml
from dvclive import Live

params = yaml.safe_load(Path("params.yaml").read_text())
lr = params["lr"]
if lr < 0:
    sys.exit("the learning rate is negative")
with Live(report=None, dvcyaml=None, save_dvc_exp=False) as live:
    live.log_param("optimizer", "sgd")
    for epoch in range(params["epochs"]):
        live.log_metric("train/loss", 1.0 / (1 + epoch + lr))
        live.log_metric("train/acc", 0.5 + lr * epoch / 10, timestamp=True)
        live.log_metric("val/acc", 0.25 + lr * epoch / 10)
        live.next_step()
        if os.environ.get("SLOW"):
            print("epoch", epoch, flush=True)
            time.sleep(float(os.environ["SLOW"]))
Path("model.bin").write_text(f"weights {lr}")
Path("cached.json").write_text(json.dumps({"f1": 0.1 + lr, "per": {"class": {"a": lr, "b": None}}, "curve": [1, 2]}))
Path("summary.json").write_text(json.dumps({"size": 12, "ok": True, "best": "epoch-2", "nan": float("nan")}))
scores = Path("scores"); scores.mkdir(exist_ok=True)
(scores / "one.json").write_text(json.dumps({"recall": 0.5 + lr}))
(scores / "two.yaml").write_text(yaml.safe_dump({"recall": 0.75 + lr, "precision": 1e-3}))
"""

PIPELINE = """\
vars:
  - conf/settings.yaml
stages:
  train:
    cmd: python train.py --seed ${seed}
    deps:
      - train.py
    params:
      - lr
      - epochs
      - conf/model.yaml:
          - depth
    outs:
      - model.bin
    metrics:
      - cached.json
      - summary.json:
          cache: false
      - scores
  report:
    foreach: [en, de]
    do:
      cmd: python report.py ${item}
      deps: [cached.json, report.py]
      metrics:
        - reports/${item}.json
params:
  - dvclive/params.yaml
metrics:
  - dvclive/metrics.json
plots:
  - dvclive/plots/metrics:
      x: step
"""

REPORT = """\
import json, sys
from pathlib import Path
Path("reports").mkdir(exist_ok=True)
Path(f"reports/{sys.argv[1]}.json").write_text(json.dumps({"words": len(sys.argv[1]) * 10}))
"""

OTHER = """\
from dvclive import Live
with Live("other", report=None, exp_name="by-hand", exp_message="made by hand", save_dvc_exp=True) as live:
    live.log_params({"lr": 0.7, "layers": [4, 8], "deep": {"er": True}})
    for step in range(4):
        live.log_metric("loss", 0.5 ** step)
        live.next_step()
    live.summary["best"] = 0.125
"""


KILLED = """
import os
from dvclive import Live
live = Live("killed", report=None, save_dvc_exp=True, exp_name="shot")
for step in range(7):
    live.log_metric("deep/loss", 0.1 * step, timestamp=True)
    if step < 6:
        live.next_step()
os._exit(9)
"""


def wait_for(condition, label: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"timed out: {label}")
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    """False also for a process that has ended and that nobody waits for."""
    try:
        return pid > 0 and Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Project:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder.parent / "home"
        home.mkdir(parents=True, exist_ok=True)
        (home / ".gitconfig").write_text(
            "[user]\nname = User\nemail = user@example.com\n[init]\ndefaultBranch = main\n"
        )
        self.env = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "USER": "user",
            "XDG_CONFIG_HOME": str(home / ".config"),
            "DVC_NO_ANALYTICS": "1",
            "DVC_STUDIO_OFFLINE": "true",
            "DVCLIVE_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(home / "site"),
            "CI": "1",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, *args: str, check: bool = True, **env: str) -> str:
        done = subprocess.run(
            args, cwd=self.folder, env={**self.env, **env}, text=True, capture_output=True, check=False
        )
        if check and done.returncode != 0:
            raise SystemExit(f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def dvc(self, *args: str, check: bool = True, **env: str) -> str:
        return self.run(sys.executable, "-m", "dvc", *args, check=check, **env)

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, message: str) -> None:
        self.run("git", "add", "-A")
        self.run("git", "commit", "-qm", message)

    def init(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run("git", "init", "-q")
        self.dvc("init", "-q")
        self.dvc("config", "core.analytics", "false")
        self.dvc("config", "core.check_update", "false")
        self.write("params.yaml", "lr: 0.1\nepochs: 3\nmodel:\n  name: tiny\n  sizes: [1, 2]\n")
        self.write("conf/model.yaml", "depth: 2\nunused: 5\n")
        self.write("conf/settings.yaml", "seed: 7\nspare: 1\n")
        self.write("train.py", TRAIN)
        self.write("report.py", REPORT)
        self.write("other.py", OTHER)
        self.write("dvc.yaml", PIPELINE)
        self.write(".gitignore", "__pycache__\n")
        self.commit("Add the pipeline")

    def repro(self) -> None:
        self.dvc("repro", "-q")
        self.commit("Train the baseline")

    def experiments(self) -> None:
        self.dvc("exp", "run", "-q", "-S", "lr=0.2", "-n", "fast")
        self.dvc("exp", "run", "-q", "-S", "model.name=big", "-S", "epochs=4", "-n", "long", "-m", "a long one")
        self.run("git", "checkout", "-q", ".")

    def by_hand(self) -> None:
        self.run(sys.executable, "other.py")
        self.run("git", "checkout", "-q", ".")
        self.run("git", "clean", "-qfd", "other")

    def failing(self) -> None:
        """One that fails in the queue. Its worker goes on waiting for more for ten seconds."""
        self.dvc("exp", "run", "-q", "--queue", "-S", "lr=-1", "-n", "broken")
        self.dvc("queue", "start", "-q")
        wait_for(lambda: "celery/failed" in self.run("git", "for-each-ref", "refs/exps"), "the failure")

    def queue(self) -> None:
        worker = self.folder / ".dvc/tmp/exps/celery/dvc-exp-worker-1.pid"
        wait_for(lambda: not worker.exists() or not is_alive(int(worker.read_text() or 0)), "the worker's end")
        self.dvc("exp", "run", "-q", "--queue", "-S", "lr=0.3", "-n", "later")
        self.dvc("exp", "run", "-q", "--queue", "-S", "lr=0.4", "-n", "much-later")

    def branch(self) -> None:
        self.run("git", "checkout", "-qb", "tuned")
        self.write("params.yaml", "lr: 0.15\nepochs: 2\nmodel:\n  name: tiny\n  sizes: [1, 2]\n")
        self.dvc("repro", "-q")
        self.commit("Tune the learning rate")
        self.run("git", "checkout", "-q", "main")
        self.dvc("checkout", "-q")

    def live(self) -> None:
        """An experiment of some seconds in a temporary folder, in the background."""
        subprocess.Popen(
            [sys.executable, "-m", "dvc", "exp", "run", "--temp", "-S", "epochs=12", "-n", "slow"],
            cwd=self.folder, env={**self.env, "SLOW": "0.4"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def workspace(self) -> None:
        """Results that are not committed."""
        self.write("params.yaml", "lr: 0.5\nepochs: 5\nmodel:\n  name: mine\n  sizes: [1, 2]\n")
        self.dvc("repro", "-q")

    def killed(self) -> None:
        """A script that writes into the workspace until it is killed."""
        self.run(sys.executable, "-c", KILLED, check=False)

    def fixture(self) -> None:
        """Experiments, branches and cache as files for test/fixtures/formats/dvc, in $FIXTURE."""
        target = Path(os.environ["FIXTURE"])
        target.mkdir(parents=True, exist_ok=True)
        refs = [ref for ref in self.run("git", "for-each-ref", "--format=%(refname)").split()
                if ref.startswith("refs/heads/") or ref.endswith(("/fast", "/long", "/by-hand"))]
        export = ["git", "fast-export", *refs]
        done = subprocess.run(export, cwd=self.folder, env=self.env, capture_output=True, check=True)
        (target / "project.export").write_bytes(done.stdout)
        cache = self.folder / ".dvc/cache/files/md5"
        files = {str(file.relative_to(cache)): file.read_text()
                 for file in sorted(cache.rglob("*")) if file.is_file() and not file.read_text().startswith("weights")}
        (target / "cache.json").write_text(json.dumps(files, indent=1) + "\n")
        rows = []
        for baseline in json.loads(self.dvc("exp", "show", "--json", "-A", "-f")):
            states = [baseline, *(e["revs"][0] for e in baseline["experiments"] or [] if e["executor"] is None)]
            for state in states:
                if state["name"] and state["data"]:
                    rows.append({"name": state["name"], "rev": state["rev"],
                                 "params": state["data"]["params"], "metrics": state["data"]["metrics"]})
        (target / "show.json").write_text(json.dumps(rows, indent=1) + "\n")

    def show(self) -> None:
        print(self.dvc("exp", "show", "--json", "-A", "-f"))


if __name__ == "__main__":
    project = Project(Path(sys.argv[1]))
    steps = sys.argv[2:]
    if steps == ["all"]:
        steps = ["init", "repro", "failing", "experiments", "by_hand", "branch", "queue", "workspace"]
    for step in steps:
        getattr(project, step)()
