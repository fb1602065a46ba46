"""Describes data for Sextant where they live: run by spark-submit with the path of a request.

The request is a JSON file: what to read, how columns are taken, the bins and categories of another
profile, limits, and the path of the answer. The answer is JSON with counts only: what is missing,
moments, histograms, values of columns with few of them, and the most frequent categories. It needs
nothing but PySpark 3.4 or newer and Python 3.8.
"""

import json
import os
import re
import struct
import sys

from pyspark import StorageLevel
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T
from pyspark.sql.window import Window

# Columns that are described together; more make statements that Spark plans for long.
BATCH = 64
# Shares of all values at which the values are looked up that set the bins.
SAMPLED = 2048
# Of ranks: how exactly the values at those shares are found.
ACCURACY = 20000
# A column with up to so many different values, by estimate, has them counted.
COUNTED = 4300
# Of that accuracy; standard deviation of the estimate, relative.
ESTIMATE = 0.03
FILES_READ_ALONE = 64
# Lines of JSON that are looked at for the order of columns.
ORDERING_LINES = 2000

MEASURED = ("number", "timestamp", "text")
COUNTED_TYPES = ("category", "boolean")


class Failure(Exception):
    """What is wrong with the data or the request, as Sextant tells it to the user."""

    def __init__(self, kind, **details):
        super().__init__(kind)
        self.answer = dict(details, kind=kind)


class Column:
    """A column of the data: `ref` is its name in the frame, whatever it is called."""

    def __init__(self, index, field):
        self.ref = "c%d" % index
        self.name = field.name
        self.stored = stored_type(field.dataType)
        self.type = column_type(self.stored)


# --- reading -------------------------------------------------------------------------------------


def read_all(spark, request):
    """All rows of all sources as one frame, columns put together by name."""
    frames = []
    for source in request["sources"]:
        kind = source["format"]
        frame = united(read_source(spark, kind, source["paths"], request["missing"]))
        frames.append(frame if kind == "parquet" else with_types(frame, kind))
    return united(frames)


def united(frames):
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.unionByName(frame, allowMissingColumns=True)
    return whole


def by_number(frame):
    """With names that are never special."""
    return frame.toDF(*["c%d" % i for i in range(len(frame.columns))])


def read_source(spark, kind, paths, missing):
    if kind == "parquet":
        return [read_parquet(spark, paths)]
    if kind == "jsonl":
        return read_json(spark, paths)
    # One read takes the header of one file for all, so files are read one by one while they are few.
    alone = [[path] for path in paths] if len(paths) <= FILES_READ_ALONE else [paths]
    frames = [read_csv(spark, kind, listed, missing) for listed in alone]
    return [frame for frame in frames if frame.columns] or frames[:1]


def read_parquet(spark, paths):
    reader = spark.read.option("mergeSchema", "true")
    try:
        return reader.parquet(*paths)
    except Exception as error:  # pylint: disable=broad-except
        if "NANOS" not in str(error):
            raise
    # Spark reads nanoseconds as whole numbers; the files say which columns those are.
    spark.conf.set("spark.sql.legacy.parquet.nanosAsLong", "true")
    frame = reader.parquet(*paths)
    for name in nanosecond_columns(spark, frame.inputFiles()[:1]).intersection(frame.columns):
        frame = frame.withColumn(name, F.expr("timestamp_micros(%s div 1000)" % quoted(name)))
    return frame


def nanosecond_columns(spark, files):
    jvm = spark.sparkContext._jvm
    conf = spark.sparkContext._jsc.hadoopConfiguration()
    names = set()
    for file in files:
        path = jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI(file))
        opened = jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(path, conf)
        reader = jvm.org.apache.parquet.hadoop.ParquetFileReader.open(opened)
        try:
            schema = reader.getFooter().getFileMetaData().getSchema()
            for index in range(schema.getFieldCount()):
                field = schema.getType(index)
                if "NANOS" in str(field.getLogicalTypeAnnotation()):
                    names.add(field.getName())
        finally:
            reader.close()
    return names


def read_json(spark, paths):
    """Lines, and files that are one list; columns in the order in which the lines name them."""
    lines = [path for path in paths if not begins_with_bracket(spark, path)]
    wholes = [path for path in paths if path not in lines]
    frames = []
    if lines:
        frame = spark.read.json(lines, mode="FAILFAST")
        first = spark.read.text(lines).limit(ORDERING_LINES).collect()
        frames.append(ordered(frame, [row["value"] for row in first]))
    if wholes:
        frames.append(spark.read.json(wholes, mode="FAILFAST", multiLine=True))
    return frames


def ordered(frame, lines):
    """Spark sorts columns by name, which would tell equal data apart."""
    places = {}
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        for name in record if isinstance(record, dict) else []:
            places.setdefault(name, len(places))
    names = sorted(frame.columns, key=lambda name: places.get(name, len(places)))
    return frame.select(*[F.col(quoted(name)) for name in names])


def begins_with_bracket(spark, path):
    if ".json" not in path.lower() or re.search(r"\.jsonl(\.|$)", path.lower()):
        return False
    lines = spark.read.text(path).where("length(trim(value)) > 0").head(1)
    return bool(lines) and lines[0]["value"].lstrip().startswith("[")


def read_csv(spark, kind, paths, missing):
    separator = "\t" if kind == "tsv" else separator_of(spark, paths[0])
    frame = spark.read.csv(
        paths,
        header=True,
        sep=separator,
        quote='"',
        escape='"',
        multiLine=True,
        inferSchema=False,
        enforceSchema=False,
        mode="FAILFAST",
        nullValue="",
        emptyValue="",
    )
    is_missing = ", ".join(literal(value) for value in missing)
    return frame.select(
        *[
            F.expr("CASE WHEN {0} NOT IN ({1}) THEN {0} END".format(value, is_missing)).alias(name)
            for name, value in [(name, quoted(name)) for name in frame.columns]
        ]
    )


def separator_of(spark, path):
    """Of the first line: the separator that is there most often, outside of quotes."""
    lines = spark.read.text(path).head(1)
    header = re.sub(r'"[^"]*"', "", lines[0]["value"]) if lines else ""
    return max([",", ";", "\t", "|"], key=header.count)


# --- types ---------------------------------------------------------------------------------------


def stored_type(kind):
    """A type of Spark as DuckDB calls it, so that profiles of both say the same."""
    simple = {
        "boolean": "BOOLEAN",
        "tinyint": "TINYINT",
        "smallint": "SMALLINT",
        "int": "INTEGER",
        "bigint": "BIGINT",
        "float": "FLOAT",
        "double": "DOUBLE",
        "date": "DATE",
        "timestamp": "TIMESTAMP WITH TIME ZONE",
        "timestamp_ntz": "TIMESTAMP",
        "binary": "BLOB",
        "void": '"NULL"',
    }
    name = kind.simpleString()
    if isinstance(kind, T.DecimalType):
        return "DECIMAL(%d,%d)" % (kind.precision, kind.scale)
    if isinstance(kind, T.ArrayType):
        return stored_type(kind.elementType) + "[]"
    if isinstance(kind, T.MapType):
        return "MAP(%s, %s)" % (stored_type(kind.keyType), stored_type(kind.valueType))
    if isinstance(kind, T.StructType):
        fields = ["%s %s" % (field.name, stored_type(field.dataType)) for field in kind.fields]
        return "STRUCT(%s)" % ", ".join(fields)
    if re.match(r"(string|varchar|char)", name):
        return "VARCHAR"
    return "TIME" if name.startswith("time(") or name == "time" else simple.get(name, name.upper())


def column_type(stored):
    if re.search(r"(\[\]$|^(STRUCT|MAP)\(|^VARIANT$)", stored):
        return "nested"
    if re.match(r"(TINYINT|SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\(.*\))$", stored):
        return "number"
    if stored == "BOOLEAN":
        return "boolean"
    if re.match(r"(DATE|TIMESTAMP.*)$", stored):
        return "timestamp"
    return "category" if re.match(r'(VARCHAR|TIME|"NULL")$', stored) else "unsupported"


NUMBER = r"^-?(0|[1-9][0-9]*)?(\\.[0-9]*)?([eE][+-]?[0-9]+)?$"
DAY = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
TIME = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
ZONE = r"( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))"
AT = "CAST(translate(x, '/', '-') AS TIMESTAMP)"
# What all values of text must be so that the text has a type: a condition on `x`, and the value.
TEXT_TYPES = [
    (
        "lower(x) IN ('true', 'false', 't', 'f', 'yes', 'no')",
        "lower(x) IN ('true', 't', 'yes')",
    ),
    (
        "x RLIKE '^-?(0|[1-9][0-9]*)$' AND CAST(x AS BIGINT) IS NOT NULL",
        "CAST(x AS BIGINT)",
    ),
    (
        "(x RLIKE '%s' AND x RLIKE '[0-9]') OR lower(x) IN ('nan', 'inf', '-inf', 'infinity')" % NUMBER,
        "CAST(x AS DOUBLE)",
    ),
    (
        "x RLIKE '^%s$' AND %s IS NOT NULL" % (DAY, AT),
        "CAST(translate(x, '/', '-') AS DATE)",
    ),
    (
        "x RLIKE '^%s([ T]%s)?$' AND %s IS NOT NULL" % (DAY, TIME, AT),
        "CAST(%s AS TIMESTAMP_NTZ)" % AT,
    ),
    (
        "x RLIKE '^%s([ T]%s%s?)?$' AND %s IS NOT NULL" % (DAY, TIME, ZONE, AT),
        AT,
    ),
]
# JSON has numbers and booleans of its own, but no times.
TIMES_FROM = 3


def with_types(named, kind):
    """Text is read once, and columns of it get the type that all of their values have."""
    frame = by_number(named).persist(StorageLevel.MEMORY_AND_DISK)
    first = TIMES_FROM if kind == "jsonl" else 0
    guesses = list(enumerate(TEXT_TYPES))[first:]
    strings = [name for name, stored in frame.dtypes if stored == "string"]
    values = {}
    for batch in batches(strings):
        found = longer(frame, batch).where("x IS NOT NULL").groupBy("c")
        checks = [F.expr("bool_and(%s)" % check).alias("g%d" % i) for i, (check, _) in guesses]
        for row in found.agg(*checks).collect():
            fitting = [value for i, (_, value) in guesses if row["g%d" % i]]
            if fitting:
                values[batch[row["c"]]] = re.sub(r"\bx\b", batch[row["c"]], fitting[0])
    return frame.select(
        *[
            F.expr(values.get(ref, ref)).alias(name)
            for ref, name in zip(frame.columns, named.columns)
        ]
    )


def find_texts(frame, columns):
    """Long strings that rarely come twice are text; see openTable.ts."""
    for batch in batches(columns):
        rows = longer(frame, [column.ref for column in batch]).groupBy("c").agg(
            F.count("x").alias("n"),
            F.approx_count_distinct("x", ESTIMATE).alias("d"),
            F.avg(F.length("x")).alias("l"),
        )
        for row in rows.collect():
            count, distinct, length = row["n"], row["d"], row["l"] or 0
            is_text = (distinct > count / 2 and length > 24) or (distinct > 1000 and length > 64)
            if count >= 20 and is_text:
                batch[row["c"]].type = "text"


def take_types(frame, columns, request):
    """Types that were chosen, or that the other profile has."""
    chosen, models = request["types"], request["like"]
    strings = [c for c in columns if c.stored == "VARCHAR" and c.name not in chosen]
    find_texts(frame, strings)
    for column in columns:
        wanted = chosen.get(column.name)
        is_scalar = column.type not in ("nested", "unsupported")
        if wanted in ("number", "timestamp") and not is_scalar:
            raise Failure("bad-type", column=column.name, wanted=wanted, own=column.type)
        if wanted is not None:
            column.type = wanted
        theirs = models.get(column.name, {}).get("type")
        is_string = column.stored == "VARCHAR" and column.type in ("category", "text")
        if is_string and theirs in ("category", "text"):
            column.type = theirs


def number_of(column):
    """As a double; times in milliseconds since the epoch, cut to whole ones towards zero."""
    millis = "CAST(unix_micros(CAST(%s AS TIMESTAMP)) div 1000 AS DOUBLE)"
    if column.type == "text":
        return "CAST(length(%s) AS DOUBLE)" % text_of(column)
    if column_type(column.stored) == "timestamp":
        return millis % column.ref
    number = "CAST(%s AS DOUBLE)" % column.ref
    if column_type(column.stored) == "category":
        return "coalesce(%s, %s)" % (number, millis % column.ref)
    return number


def text_of(column):
    return "CAST(%s AS STRING)" % column.ref


# --- counting ------------------------------------------------------------------------------------


def longer(frame, values):
    """A row for each value: the number of its column, and the value."""
    listed = ", ".join("struct(%d AS c, %s AS x)" % pair for pair in enumerate(values))
    return frame.select(F.expr("inline(array(%s))" % listed))


def batches(columns):
    return [columns[start : start + BATCH] for start in range(0, len(columns), BATCH)]


def literal(text):
    """A text in SQL, in which nothing can be special."""
    return "decode(unhex('%s'), 'UTF-8')" % text.encode("utf-8", "replace").hex()


def quoted(name):
    return "`%s`" % name.replace("`", "``")


def describe_numbers(frame, columns, rows, request):
    described = []
    for batch in batches(columns):
        described.extend(describe_batch(frame, batch, rows, request))
    return described


def describe_batch(frame, batch, rows, request):
    limits = request["limits"]
    long = longer(frame, [number_of(column) for column in batch])
    finite = long.where("x > double('-infinity') AND x < double('infinity')")
    facts = [empty_facts() for _ in batch]
    shares = ", ".join("%rD" % ((i + 0.5) / SAMPLED) for i in range(SAMPLED))
    is_finite = "x > double('-infinity') AND x < double('infinity')"
    f = "CASE WHEN %s THEN x END" % is_finite
    measures = {
        "present": "count(x)",
        "count": "count(%s)" % f,
        "nan": "count_if(isnan(x))",
        "up": "count_if(x = double('infinity'))",
        "down": "count_if(x = double('-infinity'))",
        "min": "min(%s)" % f,
        "max": "max(%s)" % f,
        "mean": "avg(%s)" % f,
        "variance": "var_pop(%s)" % f,
        # Of numbers whose sum leaves the range of doubles.
        "scaled": "avg((%s) / 18446744073709551616D)" % f,
        "whole": "bool_and(%s = rint(%s))" % (f, f),
        "distinct": "approx_count_distinct(%s, %rD)" % (f, ESTIMATE),
        "sample": "percentile_approx(%s, array(%s), %d)" % (f, shares, ACCURACY),
    }
    selected = [F.expr(sql).alias(key) for key, sql in measures.items()]
    for row in long.groupBy("c").agg(*selected).collect():
        facts[row["c"]] = row.asDict()
    is_small = rows <= limits["exactRows"]
    few = [i for i, fact in enumerate(facts) if is_small or fact["distinct"] <= COUNTED]
    listed = list_values(finite, few, facts, limits["listedValues"])
    edges = [edges_of(column, fact, request) for column, fact in zip(batch, facts)]
    counts = count_bins(finite, edges)
    return [
        {
            "present": fact["present"],
            "count": fact["count"],
            "nan": fact["nan"],
            "positiveInfinities": fact["up"],
            "negativeInfinities": fact["down"],
            "min": fact["min"],
            "max": fact["max"],
            "mean": mean_of(fact),
            "variance": finite_or_none(fact["variance"]),
            "isWhole": fact["whole"] is not False,
            "distinct": fact["distinct"],
            "edges": edges[i],
            "counts": counts[i],
            "values": listed.get(i),
        }
        for i, fact in enumerate(facts)
    ]


def empty_facts():
    counts = dict.fromkeys(["present", "count", "nan", "up", "down", "distinct"], 0)
    values = dict.fromkeys(["min", "max", "mean", "variance", "scaled", "whole", "sample"])
    return dict(counts, **values)


def finite_or_none(value):
    is_finite = value is not None and float("-inf") < value < float("inf")
    return value if is_finite else None


def mean_of(fact):
    mean = finite_or_none(fact["mean"])
    if mean is not None or fact["scaled"] is None:
        return mean
    return finite_or_none(fact["scaled"] * 18446744073709551616.0)


def list_values(finite, few, facts, most):
    """Values with their counts of columns that have few; the exact number of them of all named."""
    if not few:
        return {}
    counted = finite.where(F.col("c").isin(few)).groupBy("c", "x").count().persist()
    try:
        totals = {row["c"]: row["count"] for row in counted.groupBy("c").count().collect()}
        for index in few:
            facts[index]["distinct"] = totals.get(index, 0)
        short = [index for index in few if totals.get(index, 0) <= most]
        listed = {index: [] for index in short}
        for row in counted.where(F.col("c").isin(short)).orderBy("c", "x").collect():
            listed[row["c"]].append([row["x"], row["count"]])
        return listed
    finally:
        counted.unpersist()


def edges_of(column, fact, request):
    theirs = request["like"].get(column.name, {}).get("edges")
    if theirs is not None:
        return theirs
    if fact["count"] == 0:
        return []
    return quantile_edges(fact["sample"], fact["min"], fact["max"], request["limits"]["bins"])


def quantile_edges(ascending, low, high, bins):
    """As histogramEdges.ts has them: a value that fills a whole bin gets one of its own."""
    edges = [max(next_down(low), -sys.float_info.max)]
    steps = max(1, bins - 2)
    previous = None
    for i in range(1, steps):
        value = ascending[i * len(ascending) // steps]
        if value == previous:
            before = next_down(value)
            if edges[-1] == value and before > (edges[-2] if len(edges) > 1 else before):
                edges[-1:] = [before, value]
        elif edges[-1] < value < high:
            edges.append(value)
        previous = value
    if high > edges[-1]:
        edges.append(high)
    if len(edges) < bins:
        return edges
    most = bins - 1
    picked = [edges[int(i * (len(edges) - 1) / (most - 1) + 0.5)] for i in range(most)]
    return [edge for i, edge in enumerate(picked) if i == 0 or edge != picked[i - 1]]


def next_down(x):
    """The greatest double below x."""
    if x == 0:
        return -5e-324
    (bits,) = struct.unpack("<q", struct.pack("<d", x))
    (below,) = struct.unpack("<d", struct.pack("<q", bits - 1 if x > 0 else bits + 1))
    return below


def count_bins(finite, edges):
    """Of each column how many values lie in (edges[i-1], edges[i]], by halving the edges."""
    counts = [[0] * (len(listed) + 1) for listed in edges]
    longest = max(len(listed) for listed in edges)
    if longest == 0:
        return counts
    halves = []
    while sum(halves) < longest:
        halves.append(2 ** len(halves))
    room = sum(halves)
    arrays = []
    for listed in edges:
        padding = ["double('infinity')"] * (room - len(listed))
        arrays.append("array(%s)" % ", ".join(["%rD" % float(edge) for edge in listed] + padding))
    jumps = ", ".join(str(half) for half in reversed(halves))
    search = (
        "aggregate(array(%s), 0, (i, s) -> CASE WHEN element_at(element_at(array(%s), c + 1), i + s) < x"
        " THEN i + s ELSE i END)" % (jumps, ", ".join(arrays))
    )
    for row in finite.select("c", F.expr(search).alias("bin")).groupBy("c", "bin").count().collect():
        counts[row["c"]][row["bin"]] = row["count"]
    return counts


def describe_categories(frame, columns, request):
    described = []
    for batch in batches(columns):
        described.extend(count_categories(frame, batch, request))
    return described


def count_categories(frame, batch, request):
    long = longer(frame, [text_of(column) for column in batch]).where("x IS NOT NULL")
    counted = long.groupBy("c", "x").agg(F.count("*").alias("n")).persist(StorageLevel.MEMORY_AND_DISK)
    try:
        described = [{"present": 0, "distinct": 0, "top": [], "model": []} for _ in batch]
        totals = counted.groupBy("c").agg(F.sum("n").alias("present"), F.count("*").alias("d"))
        for row in totals.collect():
            described[row["c"]].update(present=row["present"], distinct=row["d"])
        limits = request["limits"]
        order = Window.partitionBy("c").orderBy(F.desc("n"), F.asc("x"))
        placed = counted.withColumn("place", F.row_number().over(order))
        top = placed.where(F.col("place") <= limits["topCategories"])
        add_labels(described, "top", top, limits["categoryLength"])
        cut = [i for i, found in enumerate(described) if found["distinct"] > limits["topCategories"]]
        wanted = [condition for i in cut for condition in model_conditions(i, batch[i], request)]
        if wanted:
            model = counted.where(" OR ".join(wanted))
            add_labels(described, "model", model, limits["categoryLength"])
        return described
    finally:
        counted.unpersist()


def add_labels(described, key, counted, length):
    """A long value is handed on as its beginning and a hash of the whole."""
    rows = counted.select(
        "c",
        F.expr("substring(x, 1, %d)" % length).alias("start"),
        F.expr("CASE WHEN octet_length(x) > %d THEN sha2(x, 256) END" % length).alias("hash"),
        F.length("x").alias("length"),
        "n",
    )
    for row in rows.collect():
        label = {"start": row["start"], "hash": row["hash"], "length": row["length"], "rows": row["n"]}
        described[row["c"]][key].append(label)


def model_conditions(index, column, request):
    """Conditions on what the other profile lists: plain values, and hashes of long or masked ones."""
    theirs = request["like"].get(column.name, {}).get("categories")
    if theirs is None:
        return []
    length = request["limits"]["categoryLength"]
    conditions = []
    if theirs["values"]:
        listed = ", ".join(literal(value) for value in theirs["values"])
        conditions.append("(c = %d AND x IN (%s))" % (index, listed))
    for key, compared in (("longHashes", ">"), ("masks", "<=")):
        if theirs[key]:
            listed = ", ".join("'%s'" % digits for digits in theirs[key])
            conditions.append(
                "(c = %d AND octet_length(x) %s %d AND left(sha2(x, 256), 32) IN (%s))"
                % (index, compared, length, listed)
            )
    return conditions


def count_present(frame, columns):
    found = [0] * len(columns)
    for start in range(0, len(columns), BATCH):
        batch = columns[start : start + BATCH]
        row = frame.agg(*[F.count(F.expr(column.ref)) for column in batch]).first()
        found[start : start + BATCH] = list(row)
    return found


# --- the whole -----------------------------------------------------------------------------------


def describe(spark, request, report):
    report("Reading the data", 0)
    whole = read_all(spark, request)
    if not whole.columns:
        raise Failure("empty")
    frame = by_number(whole)
    rows = frame.count()
    report("Looking at types", 0.3)
    columns = [Column(i, field) for i, field in enumerate(whole.schema.fields)]
    take_types(frame, columns, request)
    answers = {column.ref: {"numbers": None, "categories": None} for column in columns}
    measured = [column for column in columns if column.type in MEASURED]
    report("Describing numbers", 0.4)
    for column, found in zip(measured, describe_numbers(frame, measured, rows, request)):
        answers[column.ref].update(present=found["present"], numbers=found)
    counted = [column for column in columns if column.type in COUNTED_TYPES]
    report("Counting categories", 0.7)
    for column, found in zip(counted, describe_categories(frame, counted, request)):
        answers[column.ref].update(present=found["present"], categories=found)
    others = [column for column in columns if column.type not in MEASURED + COUNTED_TYPES]
    report("Counting what is missing", 0.9)
    for column, present in zip(others, count_present(frame, others)):
        answers[column.ref].update(present=present)
    return {
        "rows": rows,
        "columns": [
            dict(answers[c.ref], name=c.name, type=c.type, storedType=c.stored) for c in columns
        ],
    }


def reason_of(error):
    """The innermost cause, and the file that Spark was reading: it wraps both in pages of others."""
    cause = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    said = [str(getattr(error, "desc", None) or error)]
    for _ in range(20):
        if cause is None or not hasattr(cause, "getCause"):
            break
        said.append(str(cause.getMessage() or cause.toString()))
        cause = cause.getCause()
    pattern = r"reading file:? (\S+?)[.,:]?(?:\s|$)"
    files = [found for text in said for found in re.findall(pattern, text)]
    return {"reason": said[-1], "file": files[0] if files else None}


def write(path, content):
    """Whole or not at all."""
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(content, file, allow_nan=False)
    os.replace(path + ".part", path)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    spark = SparkSession.builder.appName("sextant profile").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for key, value in {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.caseSensitive": "true",
        "spark.sql.files.ignoreCorruptFiles": "false",
        "spark.sql.files.ignoreMissingFiles": "false",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
        "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
    }.items():
        spark.conf.set(key, value)

    def report(label, fraction):
        write(request["progress"], {"label": label, "fraction": fraction})

    try:
        answer = describe(spark, request, report)
    except Failure as failure:
        answer = {"failure": failure.answer}
    except Exception as error:  # pylint: disable=broad-except
        answer = {"failure": dict(reason_of(error), kind="spark")}
    write(request["answer"], answer)
    spark.stop()


main()
