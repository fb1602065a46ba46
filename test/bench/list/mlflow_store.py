"""An MLflow SQLite store with as much in it as the run folders, and the time to list it.

python mlflow_store.py create file runs metrics params   makes the store
python mlflow_store.py search file runs metrics params   prints {"version": ..., "searchMs": ...}
"""

import json
import sqlite3
import sys
import time

import mlflow
from mlflow.entities import ViewType
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

action, path = sys.argv[1:3]
run_count, metric_count, param_count = map(int, sys.argv[3:6])
store = SqlAlchemyStore(f"sqlite:///{path}", "/tmp/unused-artifacts")


def columns_of(database, table):
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def copies_of(database, table, template, rows):
    """Inserts rows that are the template but for some columns."""
    columns = columns_of(database, table)
    holes = ", ".join("?" * len(columns))
    database.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({holes})",
        ([row.get(name, template.get(name)) for name in columns] for row in rows),
    )


def create():
    """MLflow makes one run through its own interface; the others are copies of its rows."""
    run = store.create_run("0", "bench", 1760000000000, [], "run-0")
    store.log_param(run.info.run_id, mlflow.entities.Param("param_0", "0"))
    store.log_metric(run.info.run_id, mlflow.entities.Metric("metric_0", 0.5, 1760000000000, 0))
    store.update_run_info(run.info.run_id, mlflow.entities.RunStatus.FINISHED, 1760000001000, "run-0")
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    tables = ["runs", "params", "metrics", "latest_metrics", "tags"]
    templates = {t: dict(database.execute(f"SELECT * FROM {t} LIMIT 1").fetchone() or {}) for t in tables}
    for table in reversed(tables):
        database.execute(f"DELETE FROM {table}")
    ids = [f"{i:032x}" for i in range(run_count)]
    copies_of(
        database,
        "runs",
        templates["runs"],
        ({"run_uuid": r, "name": f"run-{i}", "start_time": 1760000000000 + i} for i, r in enumerate(ids)),
    )
    copies_of(
        database,
        "params",
        templates["params"],
        (
            {"run_uuid": r, "key": f"param_{n}", "value": str((i * 31 + n * 17) % 1000)}
            for i, r in enumerate(ids)
            for n in range(param_count)
        ),
    )
    for table in ("metrics", "latest_metrics"):
        copies_of(
            database,
            table,
            templates[table],
            (
                {"run_uuid": r, "key": f"metric_{n}", "value": ((i * 7919 + n * 104729) % 1000000) / 1e6}
                for i, r in enumerate(ids)
                for n in range(metric_count)
            ),
        )
    if templates["tags"]:
        copies_of(
            database,
            "tags",
            templates["tags"],
            ({"run_uuid": r, "key": "mlflow.runName", "value": f"run-{i}"} for i, r in enumerate(ids)),
        )
    database.commit()
    database.execute("ANALYZE")
    database.close()


def search():
    start = time.perf_counter()
    runs = []
    token = None
    while True:
        page = store.search_runs(["0"], "", ViewType.ACTIVE_ONLY, max_results=50000, page_token=token)
        runs += list(page)
        token = page.token
        if not token:
            break
    took = (time.perf_counter() - start) * 1000
    assert len(runs) == run_count, len(runs)
    assert len(runs[-1].data.metrics) == metric_count
    assert len(runs[-1].data.params) == param_count
    print(json.dumps({"version": mlflow.__version__, "searchMs": took}))


create() if action == "create" else search()
