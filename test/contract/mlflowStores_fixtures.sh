#!/bin/sh
# Makes test/fixtures/formats/mlflow anew with MLflow itself, in a place that names nobody:
#   sudo unshare -mu sh test/contract/mlflowStores_fixtures.sh <python of .cache/python/mlflow>
set -eu
python=$(realpath -s "$1")
here=$(realpath "$(dirname "$0")")
target=$here/../fixtures/formats/mlflow
hostname workstation
mkdir -p /project /home/user
mount -t tmpfs tmpfs /project
export USER=user LOGNAME=user HOME=/home/user GIT_PYTHON_REFRESH=quiet MLFLOW_ALLOW_FILE_STORE=true
export MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT=true
cp "$here/mlflowStores_writer.py" /project/train.py
rm -rf "$target"
mkdir -p "$target"
for store in files:./mlruns database:sqlite:///mlflow.db; do
  mkdir -p "/project/${store%%:*}"
  cd "/project/${store%%:*}"
  MLFLOW_TRACKING_URI=${store#*:} "$python" -W ignore ../train.py fixture
  mkdir -p "$target/${store%%:*}"
  cp oracle.json "$target/${store%%:*}/"
done
cp -r /project/files/mlruns "$target/files/"
cp /project/database/mlflow.sql "$target/database/"
