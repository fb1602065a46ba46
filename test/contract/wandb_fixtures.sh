#!/bin/sh
# Makes test/fixtures/formats/wandb and swanlab anew, as somebody on a neutral machine would have:
#   test/contract/wandb_fixtures.sh
# Needs unshare (util-linux) with the right to set a host name and to mount, and the Python
# environments. The script and its data are seen as in /project, the home folder as /home/user.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
fixtures="$root/test/fixtures/formats"
python="$root/.cache/python/writers/bin/python"
work=$(mktemp -d)
trap 'rm -rf "$work"; rmdir /project /home/user 2>/dev/null || true' EXIT
mkdir -p "$work/home" /project /home/user
for format in wandb swanlab; do
  mkdir -p "$work/$format" && cp "$here/${format}_writer.py" "$work/$format/train.py"
  for section in full failed; do
    unshare -u -m env USER=user HOME=/home/user sh -c '
      hostname workstation
      mount --bind "$1" /project && mount --bind "$2" /home/user
      cd /project && mkdir -p "$4" && "$3" train.py "$4" "$4" || true
    ' sh "$work/$format" "$work/home" "$python" "$section"
  done
done
rm -rf "$fixtures/wandb" "$fixtures/swanlab"
mkdir -p "$fixtures/wandb" "$fixtures/swanlab"
for section in full failed; do
  cp "$work/wandb/$section"/wandb/offline-run-*/run-*.wandb "$fixtures/wandb/$section.wandb"
  cp "$work/swanlab/$section"/swanlog/run-*/run-*.swanlab "$fixtures/swanlab/$section.swanlab"
done
cp "$work/wandb/full/oracle.json" "$fixtures/wandb/full.json"
cp "$work/swanlab/full/oracle.json" "$fixtures/swanlab/full.json"
cp "$work/swanlab/full"/swanlog/run-*/files/config.yaml "$fixtures/swanlab/config.yaml"
sed "s|$python|/usr/bin/python3|g" "$work/swanlab/full"/swanlog/run-*/files/swanlab-metadata.json \
  > "$fixtures/swanlab/metadata.json"
