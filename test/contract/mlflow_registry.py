"""Calls every endpoint of the model registry, good and bad, and prints the answers.

    python mlflow_registry.py <tracking uri>

Plain HTTP, one call after the other, with ids, times and tokens replaced, so that what two servers
answered can be compared line by line. Texts of errors are printed where they do not depend on the
order of a set or on the database.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

base = sys.argv[1]
names = {}
answers = []


def known(value):
    """Replaces ids that were seen before by what they were called."""
    for real, name in names.items():
        value = value.replace(real, name)
    return value


# Neither server promises an order for these.
unordered = {"tags", "aliases", "latest_versions"}


def normal(value, key=""):
    if isinstance(value, dict):
        return {k: normal(v, k) for k, v in sorted(value.items()) if k != "workspace"}
    if isinstance(value, list):
        items = [normal(item) for item in value]
        return sorted(items, key=json.dumps) if key in unordered else items
    if key.endswith("timestamp"):
        return "time" if isinstance(value, int) and value > 1e12 else value
    if key == "next_page_token":
        return "token"
    return known(value) if isinstance(value, str) else value


def call(method, path, fields=None, label=None, prefix="/api/2.0/mlflow/", texts=True):
    url = base + prefix + path
    body = None
    if method == "GET":
        url += "?" + urllib.parse.urlencode(fields or {}, doseq=True)
    else:
        body = json.dumps(fields or {}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request) as response:
            status, answer = response.status, json.loads(response.read() or "{}")
    except urllib.error.HTTPError as error:
        status, answer = error.code, json.loads(error.read())
        answer = {"error_code": answer["error_code"], **({"message": answer["message"]} if texts else {})}
    shown = {k: v for k, v in (fields or {}).items() if k != "page_token"}
    if path.endswith("get-latest-versions"):
        answer = {"latest_versions": answer.pop("model_versions", []), **answer}
    if status >= 500:
        # A client tries these again for minutes: Sextant has none.
        status, answer["error_code"] = 400, "INVALID_PARAMETER_VALUE"
    answers.append([f"{method} {path} {known(json.dumps(shown, ensure_ascii=False))[:300]}", status, normal(answer)])
    # Two changes in one millisecond would leave it open which is the newer.
    time.sleep(0.003)
    return answer


def post(path, **fields):
    return call("POST", path, fields)


def get(path, **fields):
    return call("GET", path, fields)


def refused(method, path, **fields):
    """An error whose text is the server's own."""
    return call(method, path, fields, texts=False)


def prepare():
    """A run and a logged model for versions to come from."""
    experiment = call("POST", "experiments/create", {"name": f"registry {time.time()}"})["experiment_id"]
    run = call("POST", "runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]
    logged = call(
        "POST", "logged-models", {"experiment_id": experiment, "name": "net", "source_run_id": run["run_id"]}
    )["model"]["info"]
    names.update({run["run_id"]: "<run>", logged["model_id"]: "<model>", f"artifacts:/{experiment}/": "artifacts:/<experiment>/"})
    answers.clear()
    return run["run_id"], run["artifact_uri"], logged["model_id"], logged["artifact_uri"]


def models():
    post("registered-models/create", name="net", description="a net", tags=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])
    post("registered-models/create", name="net")
    post("registered-models/create", name="größe 1.5 & co")
    for name in ("", "  ", "a/b", "a:b", ".", "..", "../a", "a" * 200):
        post("registered-models/create", name=name)
    post("registered-models/create")
    post("registered-models/create", name=5)
    post("registered-models/create", name="t", tags=[{"key": "a#b", "value": "1"}])
    post("registered-models/create", name="t", tags=[{"key": "a" * 251, "value": "1"}])
    post("registered-models/create", name="t", tags=[{"key": "long", "value": "x" * 100_001}])
    post("registered-models/create", name="long", tags=[{"key": "long", "value": "x" * 9000}])
    get("registered-models/get", name="net")
    get("registered-models/get", name="none")
    get("registered-models/get")
    get("registered-models/get", name="größe 1.5 & co")
    call("PATCH", "registered-models/update", {"name": "net", "description": "ein Netz ü"})
    call("PATCH", "registered-models/update", {"name": "net"})
    call("PATCH", "registered-models/update", {"name": "none", "description": "x"})
    post("registered-models/rename", name="long", new_name="longer")
    get("registered-models/get", name="long")
    post("registered-models/rename", name="longer", new_name="longer")
    refused("POST", "registered-models/rename", name="longer", new_name="net")
    post("registered-models/rename", name="longer", new_name="a/b")
    post("registered-models/rename", name="longer")
    post("registered-models/rename", name="none", new_name="x")
    post("registered-models/set-tag", name="net", key="k", value="v")
    post("registered-models/set-tag", name="net", key="k", value="")
    post("registered-models/set-tag", name="net", key="empty")
    post("registered-models/set-tag", name="none", key="k", value="v")
    post("registered-models/set-tag", name="net", key="../k", value="v")
    post("registered-models/set-tag", name="net", value="v")
    call("DELETE", "registered-models/delete-tag", {"name": "net", "key": "k"})
    call("DELETE", "registered-models/delete-tag", {"name": "net", "key": "k"})
    call("DELETE", "registered-models/delete-tag", {"name": "none", "key": "k"})
    call("DELETE", "registered-models/delete-tag", {"name": "net"})
    get("registered-models/get", name="net")


def versions(run_id, run_uri, model_id, model_uri):
    one = post("model-versions/create", name="net", source=f"{run_uri}/m", run_id=run_id, run_link="http://x/1", description="first", tags=[{"key": "t", "value": "1"}])
    assert one["model_version"]["version"] == "1"
    post("model-versions/create", name="net", source=f"runs:/{run_id}/m", run_id=run_id)
    post("model-versions/create", name="net", source=f"models:/{model_id}", model_id=model_id)
    post("model-versions/create", name="net", source=model_uri, model_id=model_id, run_id=run_id)
    post("model-versions/create", name="größe 1.5 & co", source="s3://bucket/a/b")
    post("model-versions/create", name="longer", source="models:/net/1")
    get("model-versions/get-download-uri", name="longer", version="1")
    bad = [
        "/etc/passwd", "models:/none/1", "models:/net/99", "models:/net/x",
        "models:/net@none", "models:/", "models:/a/b/c", "models://host/net/1", f"models:/{model_id}", "models:/m-" + "0" * 32,
        "runs:/other/m", f"{run_uri}/../../x", f"{run_uri}/%2e%2e/x", f"{run_uri}/%252e%252e/x",
        "s3://bucket/../b", "s3://bucket/a/./b", "mlflow-artifacts:/elsewhere/m", run_uri[:-1] + "/m", run_uri[:-1], "s3://bucket/a%00",
    ]  # fmt: skip
    for source in bad:
        post("model-versions/create", name="net", source=source, run_id=run_id)
    # Their texts name the folder that the server runs in.
    for source in ("file:///etc/passwd", "relative"):
        refused("POST", "model-versions/create", name="net", source=source, run_id=run_id)
    for source in ("mlflow-artifacts:/elsewhere", run_uri, f"models:/m-{'0' * 32}", f"runs:/{run_id}/m", "models:/net/1", "/etc/passwd"):
        post("model-versions/create", name="net", source=source, model_id=model_id)
    post("model-versions/create", name="net", source=run_uri)
    post("model-versions/create", name="net", source=run_uri, run_id="none")
    post("model-versions/create", name="net", source=model_uri, model_id="m-none")
    post("model-versions/create", name="none", source="s3://b/a")
    post("model-versions/create", name="a/b", source="s3://b/a")
    post("model-versions/create", name="net")
    post("model-versions/create", source="s3://b/a")
    post("model-versions/create", name="net", source=7)
    post("model-versions/create", name="net", source="s3://b/a", tags=[{"key": "a#", "value": ""}])
    for version in ("1", "2", "3", "4", " 2 ", "0", "-1", "99", "x", "1.5", ""):
        get("model-versions/get", name="net", version=version)
        get("model-versions/get-download-uri", name="net", version=version)
    get("model-versions/get", name="none", version="1")
    get("model-versions/get", version="1")
    get("model-versions/get", name="net")
    get("model-versions/get-download-uri", version="1")
    call("PATCH", "model-versions/update", {"name": "net", "version": "1", "description": "changed"})
    call("PATCH", "model-versions/update", {"name": "net", "version": "1"})
    call("PATCH", "model-versions/update", {"name": "net", "version": "1", "description": ""})
    call("PATCH", "model-versions/update", {"name": "net", "version": 1})
    call("PATCH", "model-versions/update", {"name": "net", "version": "99", "description": ""})
    post("model-versions/set-tag", name="net", version="2", key="k", value="v")
    post("model-versions/set-tag", name="net", version="2", key="k2")
    post("model-versions/set-tag", name="net", version="99", key="k", value="v")
    post("model-versions/set-tag", name="net", version="x", key="k", value="v")
    post("model-versions/set-tag", name="net", version="2", key="k", value="x" * 100_001)
    call("DELETE", "model-versions/delete-tag", {"name": "net", "version": "2", "key": "k2"})
    call("DELETE", "model-versions/delete-tag", {"name": "net", "version": "2", "key": "none"})
    call("DELETE", "model-versions/delete-tag", {"name": "net", "version": "99", "key": "k"})
    get("model-versions/get", name="net", version="2")
    get("registered-models/get", name="net")


def aliases_and_stages():
    post("registered-models/alias", name="net", alias="champion", version="1")
    post("registered-models/alias", name="net", alias="champion", version="2")
    post("registered-models/alias", name="net", alias="other", version="2")
    for alias in ("latest", "LATEST", "v1", "V22", "a b", "ü", "a.b", "x" * 255, "x" * 256, ""):
        post("registered-models/alias", name="net", alias=alias, version="1")
    post("registered-models/alias", name="net", alias="a", version="99")
    post("registered-models/alias", name="net", alias="a", version="x")
    post("registered-models/alias", name="none", alias="a", version="1")
    for alias in ("champion", "latest", "Latest", "none", "Champion", "a b", "v1"):
        get("registered-models/alias", name="net", alias=alias)
    get("registered-models/alias", name="none", alias="a")
    get("registered-models/alias", name="none", alias="latest")
    get("registered-models/alias", name="net")
    get("model-versions/get", name="net", version="2")
    for version, stage, archive in (
        ("1", "Production", False), ("2", "production", True), ("3", "STAGING", False), ("4", "Staging", False),
        ("1", "Archived", False), ("2", "none", False), ("9", "Staging", False), ("1", "x", False),
        ("x", "Staging", False), ("4", "Production", True), ("3", "Production", True),
    ):  # fmt: skip
        post("model-versions/transition-stage", name="net", version=version, stage=stage, archive_existing_versions=archive)
    refused("POST", "model-versions/transition-stage", name="net", version="1", stage="None", archive_existing_versions=True)
    post("model-versions/transition-stage", name="net", version="1")
    post("model-versions/transition-stage", name="net", version="1", stage="Staging", archive_existing_versions="x")
    for stages in ([], ["Production"], ["archived", "STAGING"], ["None"], ["x"]):
        post("registered-models/get-latest-versions", name="net", stages=stages)
        get("registered-models/get-latest-versions", name="net", stages=stages)
    post("registered-models/get-latest-versions", name="none")
    post("model-versions/create", name="longer", source="models:/net/Production")
    post("model-versions/create", name="longer", source="models:/net@champion")
    post("model-versions/create", name="longer", source="models:/net/latest")
    get("registered-models/get", name="net")
    call("DELETE", "registered-models/alias", {"name": "net", "alias": "other"})
    call("DELETE", "registered-models/alias", {"name": "net", "alias": "other"})
    call("DELETE", "registered-models/alias", {"name": "none", "alias": "other"})


def searches(run_id):
    for index in range(12):
        post("registered-models/create", name=f"many {index}", tags=[{"key": "parity", "value": "even" if index % 2 == 0 else "odd"}])
        for _ in range(index % 3):
            post("model-versions/create", name=f"many {index}", source=f"s3://bucket/{index}", tags=[{"key": "n", "value": f"{index}"}])
    for path, filters, orders in (
        (
            "registered-models/search",
            [
                "", "name = 'net'", "name='net' AND tags.a = '2'", "name LIKE 'many%'", "name ILIKE 'MANY 1%'", "name LIKE 'MANY%'",
                "name != 'net'", "name IN ('net', 'many 1')", "name NOT IN ('net')", "tags.parity = 'even'", "tag.parity != 'even'",
                "tags.parity LIKE 'e%' and name like 'many 1%'", "tags.`parity` = \"odd\"", "attribute.name = 'net'", "tags.none = 'x'",
                "tags.parity ILIKE 'EV%'",
                "name > 'a'", "name = net", "description = 'x'", "metrics.a > 1", "name = 'a' OR name = 'b'", "name", "name =",
                "tags.parity > 'x'", "name IN ()", "name IN 'net'", "tags.parity IN ('even')", "version_number = 1",
            ],
            ["name", "name DESC", "name desc", "timestamp", "last_updated_timestamp DESC", "last_updated_timestamp, name", "x", "name x", "name ASC DESC", ""],
        ),
        (
            "model-versions/search",
            [
                "", "name = 'net'", "name='net' AND version_number > 2", "version_number = 1", "version_number <= '1'", "version_number != 1",
                f"run_id = '{run_id}'", f"run_id IN ('{run_id}')", f"run_id NOT IN ('{run_id}')", "source_path = 's3://bucket/1'",
                "source_path LIKE 's3://bucket/1%'", "tags.n = '5'", "tags.n != '5' AND name LIKE 'many%'", "name IN ('net', 'longer')",
                "name ILIKE 'NET'", "run_id = ''",
                "version_number = 1.5", "version_number LIKE '1'", "source_path IN ('a')", "current_stage = 'None'", "name > 'a'",
                "version_number = 'x'", "creation_timestamp > 0", "name = 'a' OR name = 'b'", "params.a = 'b'", "aliases = 'champion'",
            ],
            ["name", "name DESC", "version_number", "version_number DESC", "creation_timestamp", "creation_timestamp DESC", "last_updated_timestamp", "run_id", "tags.n"],
        ),
    ):  # fmt: skip
        for text in filters:
            refused("GET", path, filter=text)
        for order in orders:
            refused("GET", path, order_by=[order])
        refused("GET", path, order_by=["name", "name DESC"])
        refused("GET", path, order_by=["last_updated_timestamp DESC", "name DESC"])
        for size in ("1001", "200001", "x"):
            refused("GET", path, max_results=size)
        refused("GET", path, page_token="not a token")
        for size in (1, 4, 13):
            token = None
            while True:
                page = call("GET", path, {"max_results": size, "filter": "name LIKE 'many%'", **({"page_token": token} if token else {})})
                token = page.get("next_page_token")
                if token is None:
                    break


def prompts():
    tag = {"key": "mlflow.prompt.is_prompt", "value": "true"}
    post("registered-models/create", name="a prompt", tags=[tag])
    post("registered-models/create", name="net", tags=[])
    post("model-versions/create", name="a prompt", source="dummy-source", tags=[tag, {"key": "mlflow.prompt.text", "value": "Say {{x}}"}])
    for path in ("registered-models/search", "model-versions/search"):
        for text in ("", "name = 'a prompt'", "tags.`mlflow.prompt.is_prompt` = 'true'", "tags.`mlflow.prompt.is_prompt` = 'false' AND name LIKE 'many 1%'", "tags.`mlflow.prompt.is_prompt` != 'true' AND name LIKE 'many 1%'"):
            refused("GET", path, filter=text)
    get("model-versions/get", name="a prompt", version="1")


def deletions():
    post("registered-models/alias", name="net", alias="gone", version="4")
    call("DELETE", "model-versions/delete", {"name": "net", "version": "4"})
    call("DELETE", "model-versions/delete", {"name": "net", "version": "4"})
    call("DELETE", "model-versions/delete", {"name": "net", "version": "x"})
    call("DELETE", "model-versions/delete", {"name": "none", "version": "1"})
    get("model-versions/get", name="net", version="4")
    get("registered-models/alias", name="net", alias="gone")
    get("registered-models/alias", name="net", alias="latest")
    post("model-versions/set-tag", name="net", version="4", key="k", value="v")
    post("model-versions/create", name="net", source="s3://b/after")
    refused("GET", "model-versions/search", filter="name = 'net'")
    post("registered-models/rename", name="net", new_name="renamed")
    get("model-versions/get", name="renamed", version="1")
    get("model-versions/get", name="net", version="1")
    get("registered-models/alias", name="renamed", alias="champion")
    call("DELETE", "registered-models/delete", {"name": "renamed"})
    call("DELETE", "registered-models/delete", {"name": "renamed"})
    call("DELETE", "registered-models/delete", {})
    get("model-versions/get", name="renamed", version="1")
    post("registered-models/create", name="renamed")
    post("model-versions/create", name="renamed", source="s3://b/again")
    call("GET", "registered-models/get", {"name": "renamed"}, prefix="/ajax-api/2.0/mlflow/")


def logged_model(model_id):
    """What a logged model says of the versions that it was registered as."""
    answer = call("GET", f"logged-models/{model_id}")
    tags = {tag["key"]: tag["value"] for tag in answer["model"]["info"].get("tags", [])}
    answers[-1] = ["versions of the logged model", 200, json.loads(tags["mlflow.modelVersions"])]


run_id, run_uri, model_id, model_uri = prepare()
models()
versions(run_id, run_uri, model_id, model_uri)
logged_model(model_id)
aliases_and_stages()
searches(run_id)
prompts()
deletions()
print("REPORT " + json.dumps({"run_id": run_id, "answers": answers}))
