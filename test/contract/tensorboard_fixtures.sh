#!/bin/sh
# Makes test/fixtures/formats/tensorboard anew, as somebody on a neutral machine would have:
#   test/contract/tensorboard_fixtures.sh
# Needs unshare (util-linux) with the right to set a host name, and the Python environments.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out="$root/test/fixtures/formats/tensorboard"
python="$root/.cache/python"
rm -rf "$out" && mkdir -p "$out"
write() {
  echo "$3" >&2
  unshare -u env USER=user HOME=/home/user sh -c \
    'hostname workstation; exec "$0" "$@"' "$python/$1/bin/python" "$here/$2" "$3" "$out/$4"
}
write writers tensorboard_writer.py tensorboardx tensorboardx
write writers tensorboard_writer.py hparams hparams
write writers tensorboard_writer.py sweep sweep
write writers tensorboard_writer.py encodings encodings
write frameworks frameworks/tensorboard_writer.py scalars torch
write frameworks frameworks/tensorboard_writer.py series torch_series
write frameworks frameworks/tensorboard_writer.py hparams torch_hparams
write frameworks frameworks/tensorboard_writer.py restart torch_restart
write frameworks frameworks/tensorboard_writer.py lightning lightning
write keras frameworks/keras_writer.py fit keras
write keras frameworks/keras_writer.py summaries tensorflow
"$python/writers/bin/python" "$here/tensorboard_oracle.py" "$out" > "$out/oracle.json"
