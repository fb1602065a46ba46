import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A project with several pipeline files, some of them broken, in git. */
const files: Readonly<Record<string, string>> = {
  ".dvc/config": "",
  ".gitignore": "/model.pkl\n/features/clean.csv\n",
  "params.yaml":
    "prepare:\n  seed: 7\ntrain:\n  lr: 0.1\n  epochs: 10\nmodels:\n  - linear\n  - forest\n",
  "dvc.yaml": `stages:
  train:
    cmd: python train.py --lr \${train.lr} --epochs \${train.epochs}
    deps:
      - train.py
      - features/clean.csv
    params:
      - train.lr
    outs:
      - model.pkl
  evaluate:
    foreach: \${models}
    do:
      cmd: python evaluate.py \${item} --seed \${prepare.seed}
      deps:
        - evaluate.py
        - model.pkl
      metrics:
        - metrics/\${item}.json:
            cache: false
`,
  "features/dvc.yaml": `stages:
  clean:
    cmd: python clean.py
    deps:
      - clean.py
      - raw.csv
    outs:
      - clean.csv
    always_changed: yes
`,
  "features/raw.csv": "x,y\n1,2\n",
  "features/clean.py": "print('clean')\n",
  "train.py": "print('train')\n",
  "evaluate.py": "print('evaluate')\n",
  MLproject: "name: churn\nentry_points:\n  main:\n    parameters:\n    command: python train.py\n",
};

export class PipelineWorkspace {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static create(): PipelineWorkspace {
    const folder = mkdtempSync(path.join(tmpdir(), "sextant-pipeline-"));
    const workspace = new PipelineWorkspace(folder);
    for (const [name, text] of Object.entries(files)) workspace.write(name, text);
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder });
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qm", "Pipeline");
    return workspace;
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
