"""Opens the DVC repository of the current folder and checks its graph, as most commands do first."""

from dvc.repo import Repo

repo = Repo(".")
# One in twenty names a parameter that is not there, which loading does not ask about.
repo.index.check_graph()
print(len(repo.index.stages))
