"""Event files by tensorboardX, and by TensorBoard's own writer in every encoding of a number.

    python tensorboard_writer.py SECTION FOLDER

Each section prints nothing; what was written is told by tensorboard_oracle.py. The sections named
`live` and `killed` print a line after each flush and wait for one on their standard input.
"""
import os
import struct
import sys

import numpy
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboardX import SummaryWriter

TIME = 1_750_000_000.25


def tensorboardx(folder):
    with SummaryWriter(folder) as writer:
        for step in range(12):
            writer.add_scalar("train/loss", 0.9 / (step + 1), step, walltime=TIME + step)
            writer.add_scalars("loss", {"train": step / 7, "val": step / 3}, step, walltime=TIME + step)
        writer.add_scalars("acc/top1", {"val": 0.75}, 3, walltime=TIME)
        for value in (float("nan"), float("inf"), float("-inf"), 1e-45, 3.4e38, -0.0):
            writer.add_scalar("edge", value, 5, walltime=TIME)
        writer.add_histogram("weights", numpy.linspace(-1, 1, 50), 1, walltime=TIME)
        image = numpy.zeros((3, 4, 6), dtype=numpy.uint8)
        image[0] = 255
        writer.add_image("sample", image, 1, walltime=TIME)
        writer.add_text("note", "# A *note*\n<script>", 1, walltime=TIME)


def hparams(folder):
    with SummaryWriter(folder) as writer:
        for step in range(3):
            writer.add_scalar("loss", 1 - step / 10, step + 1, walltime=TIME + step)
        writer.add_hparams({"lr": 0.001, "batch": 32, "name": "adam", "bias": True}, {"final": 0.5})


def sweep(folder):
    with SummaryWriter(folder) as writer:
        for index in range(3):
            writer.add_hparams({"lr": 0.1 * index}, {"final": index}, name=f"175000000{index}.25")


def tensor(kind, **fields):
    shape = {"tensor_shape": {"dim": []}}
    return tensor_pb2.TensorProto(dtype=getattr(types_pb2, kind), **{**shape, **fields})


SCALARS = summary_pb2.SummaryMetadata(plugin_data={"plugin_name": "scalars"})
ENCODINGS = {
    "float_val": tensor("DT_FLOAT", float_val=[0.9]),
    "float_content": tensor("DT_FLOAT", tensor_content=struct.pack("<f", 0.1)),
    "double_val": tensor("DT_DOUBLE", double_val=[0.1]),
    "double_content": tensor("DT_DOUBLE", tensor_content=struct.pack("<d", 1 / 3)),
    "int32_val": tensor("DT_INT32", int_val=[-7]),
    "int32_content": tensor("DT_INT32", tensor_content=struct.pack("<i", -70_000)),
    "int64_val": tensor("DT_INT64", int64_val=[2**53 - 1]),
    "int64_content": tensor("DT_INT64", tensor_content=struct.pack("<q", -(2**40))),
    "bool_val": tensor("DT_BOOL", bool_val=[True]),
    "half_val": tensor("DT_HALF", half_val=[0x3555]),
    "half_content": tensor("DT_HALF", tensor_content=struct.pack("<e", -1.5)),
    "bfloat16_val": tensor("DT_BFLOAT16", half_val=[0x4049]),
}


def encodings(folder):
    writer = EventFileWriter(folder)
    for step in (0, 2**40, -3):
        summary = summary_pb2.Summary()
        for name, value in ENCODINGS.items():
            # Only the first value of a tag need have metadata.
            metadata = SCALARS if step == 0 else None
            summary.value.add(tag=name, tensor=value, metadata=metadata)
        summary.value.add(tag="späße/<b>ünï</b>", simple_value=0.9)
        summary.value.add(tag="__proto__", simple_value=step)
        summary.value.add(tag="vector", tensor=tensor_pb2.TensorProto(
            dtype=types_pb2.DT_FLOAT, float_val=[1, 2], tensor_shape={"dim": [{"size": 2}]}))
        writer.add_event(event_pb2.Event(wall_time=TIME + step, step=step, summary=summary))
    writer.close()


def big(folder):
    """Records far larger than what is read at a time, with numbers before, between and after."""
    writer = EventFileWriter(folder)
    images = summary_pb2.SummaryMetadata(plugin_data={"plugin_name": "images"})
    for step in range(3):
        summary = summary_pb2.Summary()
        summary.value.add(tag="before", simple_value=step)
        payload = b"\x89PNG" + os.urandom(300_000)
        image = {"width": 2, "height": 3, "encoded_image_string": payload}
        summary.value.add(tag="old", image=image)
        summary.value.add(tag="between", simple_value=step * 2)
        shape = {"dim": [{"size": 4}]}
        new = tensor("DT_STRING", tensor_shape=shape, string_val=[b"2", b"3", payload,
                                         b"\xff\xd8\xff" + os.urandom(2_000_000)])
        summary.value.add(tag="new", tensor=new, metadata=images)
        summary.value.add(tag="after", simple_value=step * 3)
        writer.add_event(event_pb2.Event(wall_time=TIME, step=step, summary=summary))
        graph = event_pb2.Event(wall_time=TIME, graph_def=os.urandom(500_000))
        writer.add_event(graph)
    writer.close()


def live(folder):
    # Its flush does not wait for what is queued: everything is written as soon as it may be.
    writer = SummaryWriter(folder, flush_secs=0)
    for line in sys.stdin:
        for step in range(*map(int, line.split())):
            writer.add_scalar("loss", step / 8, step, walltime=TIME + step)
        writer.file_writer.flush()
        print("flushed", flush=True)
    writer.close()


def killed(folder):
    writer = SummaryWriter(folder, flush_secs=600)
    for step in range(5000):
        writer.add_scalar("loss", step / 8, step, walltime=TIME + step)
    writer.file_writer.flush()
    for step in range(5000, 5100):
        writer.add_scalar("loss", step / 8, step, walltime=TIME + step)
    os._exit(9)


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
