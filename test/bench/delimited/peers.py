"""Milliseconds that Python's ways of reading a table of numbers take, as one line of JSON.

    python peers.py FILE
"""

import csv
import json
import sys
import time

import pandas


def by_csv(file):
    with open(file, newline="") as stream:
        rows = csv.reader(stream)
        columns = [[] for _ in next(rows)]
        for row in rows:
            for column, cell in zip(columns, row):
                column.append(float(cell))
    return columns[1][-1], len(columns[0])


def by_pandas(file):
    table = pandas.read_csv(file)
    return float(table.iloc[-1, 1]), len(table)


def main(file):
    result = {}
    for name, read in [("csv", by_csv), ("pandas", by_pandas)]:
        start = time.perf_counter()
        last, rows = read(file)
        result[name] = {"ms": (time.perf_counter() - start) * 1000, "last": last, "rows": rows}
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1])
