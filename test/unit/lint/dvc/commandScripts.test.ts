import { describe, expect, it } from "vitest";
import { findScripts } from "../../../../src/core/lint/dvc/commandScripts.ts";
import { parseShell } from "../../../../src/core/lint/dvc/shellCommand.ts";

/** `kind name @folder`, and `later` where something before it may have made the file. */
function show(text: string): readonly string[] {
  return findScripts(parseShell(text), "w").map(
    ({ kind, name, folder, isFirst }) =>
      `${kind} ${name} @${folder ?? "?"}${isFirst ? "" : " later"}`,
  );
}

const script = (name: string, folder = "w") => [`script ${name} @${folder}`];

describe("the scripts that a command runs", () => {
  it.each<[string, readonly string[]]>([
    ["python x.py --a b.py", script("x.py")],
    ["python3.10 -u -W ignore -X dev src/x.py", script("src/x.py")],
    ["/usr/bin/python3 x.py", script("x.py")],
    ["py -3 x.py", script("x.py")],
    ["python -m pkg.mod a.py", ["module pkg.mod @w"]],
    ["python -um pkg", ["module pkg @w"]],
    ["python -c 'import x' y.py", []],
    ["python - < x.py", []],
    ["python $X/a.py", []],
    ["python", []],
    ["python 'my x.py'", script("my x.py")],
    ["bash -e -o pipefail x.sh", script("x.sh")],
    ["bash -c 'python x.py'", []],
    ["sh ./x.sh", script("./x.sh")],
    ["source venv/bin/activate && . ./env.sh", script("./env.sh")],
    ["Rscript --vanilla a.R b", script("a.R")],
    ["Rscript -e 'x' a.R", []],
    ["julia --project=. a.jl", script("a.jl")],
    ["node a.js; node a", script("a.js")],
    ["jupyter nbconvert --to notebook --output b.ipynb --execute n/a.ipynb", script("n/a.ipynb")],
    ["jupyter lab a.ipynb", []],
    ["papermill a.ipynb b.ipynb -p x 1", script("a.ipynb")],
    ["python -m papermill a.ipynb b.ipynb", script("a.ipynb")],
    ["streamlit run app.py", script("app.py")],
    ["accelerate launch --config_file c.yaml t.py", script("t.py")],
    ["torchrun --nproc_per_node 2 t.py --x y.py", script("t.py")],
    ["torchrun -m pkg.t", []],
    ["python -m torch.distributed.run --n 2 t.py", script("t.py")],
    ["deepspeed t.py --deepspeed d.json", script("t.py")],
    ["mpirun -np 4 python t.py", script("t.py")],
    ["spark-submit --py-files a.py b.py", script("b.py")],
    ["uv run --with z x.py", script("x.py")],
    ["uv run python x.py", script("x.py")],
    ["uv run -m pkg.mod", ["module pkg.mod @w"]],
    ["uv run --directory d x.py", []],
    ["uv sync", []],
    ["poetry run python -m pkg.mod", ["module pkg.mod @w"]],
    ["conda run -n e --no-capture-output python x.py", script("x.py")],
    ["env -u Y X=1 python x.py", script("x.py")],
    ["env -C d python x.py", []],
    ["X=1 time -p nohup nice -n 5 python x.py &", script("x.py")],
    ["timeout 10 python x.py", script("x.py")],
    ["coverage run --source s x.py", script("x.py")],
    ["python -m coverage run x.py", script("x.py")],
    ["python -m cProfile -o o x.py", script("x.py")],
    ["./x.py a", ["direct ./x.py @w"]],
    ["scripts/x.sh", ["direct scripts/x.sh @w"]],
    ["/opt/x.sh", []],
    ["scrape-properties", []],
    ["dvc pull && kedro run", []],
    ["echo python x.py", []],
    ["cd a && python x.py", script("x.py", "w/a")],
    ["cd .. && python x.py", script("x.py", "")],
    ["cd $X && python x.py", script("x.py", "?")],
    ["cd - && python x.py", script("x.py", "?")],
    ["(cd a && ls) && python x.py", script("x.py")],
    ["cd a; (cd b; ls); python x.py", script("x.py", "w/a")],
    ["if [ -f a ]; then python x.py; fi", script("x.py")],
    ["for a in 1 2; do python x.py $a; done", script("x.py")],
    ["wget -q u && python x.py", ["script x.py @w later"]],
    ["echo a > x.py; python x.py", ["script x.py @w later"]],
    ["mkdir -p a; python x.py", script("x.py")],
  ])("%s", (text, expected) => {
    expect(show(text)).toEqual(expected);
  });
});
