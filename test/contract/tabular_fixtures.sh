#!/bin/sh
# Makes the fixtures of the formats that are tables anew, as somebody on a neutral machine would have:
#   test/contract/tabular_fixtures.sh TOOLS
# TOOLS is a Python with the packages that tabular_writer.py names. Needs unshare (util-linux) with
# the right to set a host name and to mount.
set -eu
tools=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out="$root/test/fixtures/formats"
work=$(mktemp -d)
mkdir -p /srv/project
# write PYTHON SCRIPT SECTION FORMAT [FOLDER]: runs in /srv/project, which is then moved to the fixtures.
write() {
  echo "$4 $3" >&2
  rm -rf "$work" && mkdir "$work"
  unshare -um env USER=user HOME=/home/user YOLO_CONFIG_DIR=/tmp/yolo WORK="$work" sh -c \
    'mount --bind "$WORK" /srv/project; cd /srv/project; hostname workstation; exec "$0" "$@"' \
    "$1" "$here/$2" "$3" /srv/project </dev/null >/dev/null
  mkdir -p "$out/$4/${5:-}"
  cp -r "$work/." "$out/$4/${5:-}"
}
for format in lightning keras catboost stableBaselines3 timm fastai deepspeed ultralytics; do
  rm -rf "${out:?}/$format"
done
frameworks="$root/.cache/python/frameworks/bin/python"
write "$frameworks" frameworks/lightning_writer.py fit lightning fit
write "$frameworks" frameworks/lightning_writer.py columns lightning columns
write "$root/.cache/python/keras/bin/python" frameworks/keras_log_writer.py logs keras
write "$tools" tabular_writer.py catboost catboost
write "$tools" tabular_writer.py sb3 stableBaselines3
write "$tools" tabular_writer.py timm timm
write "$tools" tabular_writer.py fastai fastai
write "$tools" tabular_writer.py deepspeed deepspeed
write "$tools" tabular_writer.py ultralytics ultralytics
# Only what is read is kept: no weights, no data, the smaller images.
find "$out/lightning" -name '*.ckpt' -exec truncate -s 0 {} +
find "$out/ultralytics" -name weights -exec rm -r {} +
rm -rf "$out/ultralytics/squares" "$out/stableBaselines3/log.txt"
find "$out/ultralytics" -size +6k -exec truncate -s 0 {} +
rmdir /srv/project
rm -rf "$work"
