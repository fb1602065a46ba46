"""What the event files below a folder hold, by TensorBoard's own loader, as JSON.

    python tensorboard_oracle.py FOLDER

By the file's path: scalars as [step, milliseconds, value] by tag, parameters and the end of the
session of the hparams plugin, texts, images and sounds by their hash, histograms by their number
of rows and the hash of those: (left, right, count) as 32-bit floats.
"""
import hashlib
import json
import os
import struct
import sys

import numpy
from tensorboard.compat.proto import types_pb2
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util


def number(value):
    value = float(value)
    return value if numpy.isfinite(value) else str(value).replace("inf", "Infinity").replace("nan", "NaN")


def hash_of(content):
    return hashlib.sha256(content).hexdigest()[:16]


def array_of(tensor):
    if tensor.dtype != types_pb2.DT_BFLOAT16:
        return tensor_util.make_ndarray(tensor)
    # Not known to TensorBoard's loader without TensorFlow: the upper half of a 32-bit float.
    [half] = tensor.half_val
    return numpy.array(struct.unpack(">f", struct.pack(">Hxx", half))[0])


class File:
    def __init__(self, path):
        self.scalars, self.params, self.session, self.restarts = {}, {}, None, []
        self.texts, self.blobs, self.histograms = [], [], []
        self.plugins = {}
        for event in EventFileLoader(path).Load():
            if event.WhichOneof("what") == "session_log" and event.session_log.status == 1:
                self.restarts.append(event.step)
            for value in event.summary.value:
                self.take(event, value)

    def take(self, event, value):
        plugin = value.metadata.plugin_data.plugin_name
        plugin = self.plugins.setdefault(value.tag, plugin)
        time = event.wall_time * 1000
        if plugin == "hparams":
            return self.take_hparams(value.metadata.plugin_data.content)
        if value.WhichOneof("value") != "tensor":
            return
        array = array_of(value.tensor)
        is_number = numpy.issubdtype(array.dtype, numpy.number) or array.dtype == bool
        if plugin == "scalars" or (plugin == "" and array.ndim == 0 and is_number):
            point = [event.step, time, number(array.item())]
            self.scalars.setdefault(value.tag, []).append(point)
        elif plugin == "text":
            texts = [text.decode() for text in array.ravel().tolist()]
            self.texts.append([value.tag, event.step, texts])
        elif plugin in ("images", "audio"):
            flat = array.ravel().tolist()
            blobs = flat[2:] if plugin == "images" else flat[::2]
            for index, blob in enumerate(blobs):
                self.blobs.append([plugin, value.tag, event.step, index, hash_of(blob)])
        elif plugin == "histograms":
            rows = array.astype("<f4")
            self.histograms.append([value.tag, event.step, len(rows), hash_of(rows.tobytes())])

    def take_hparams(self, content):
        data = plugin_data_pb2.HParamsPluginData.FromString(content)
        for name, value in data.session_start_info.hparams.items():
            kind = value.WhichOneof("kind")
            self.params[name] = None if kind == "null_value" else getattr(value, kind)
        if data.HasField("session_end_info"):
            end = data.session_end_info
            self.session = [end.status, end.end_time_secs]

    def report(self):
        return {name: getattr(self, name) for name in
                ("scalars", "params", "session", "restarts", "texts", "blobs", "histograms")}


def main(root):
    files = {}
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            if "tfevents" in name:
                path = os.path.join(folder, name)
                relative = os.path.relpath(path, root).replace(os.sep, "/")
                files[relative] = File(path).report()
    print(json.dumps(files, indent=None, separators=(",", ":")))


if __name__ == "__main__":
    main(sys.argv[1])
