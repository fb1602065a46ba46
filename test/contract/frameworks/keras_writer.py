"""Event files by Keras' callback and by tf.summary.

    python keras_writer.py SECTION FOLDER

What was written is told by ../tensorboard_oracle.py.
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import tensorflow


def fit(folder):
    """Training with validation: two folders that are one run, with parameters of the plugin."""
    from tensorboard.plugins.hparams import api

    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = numpy.linspace(0, 1, 64).reshape(32, 2)
    y = x.sum(axis=1)
    callbacks = [
        keras.callbacks.TensorBoard(folder, histogram_freq=1, update_freq=2, write_graph=False),
    ]
    model.fit(x, y, epochs=3, batch_size=8, verbose=0, validation_split=0.25, callbacks=callbacks)
    with tensorflow.summary.create_file_writer(folder).as_default():
        api.hparams({"units": 3, "optimizer": "sgd", "bias": True}, trial_id="one")


def training(folder):
    """Training without validation: only the one folder."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    callbacks = [keras.callbacks.TensorBoard(folder, write_graph=False)]
    model.fit(numpy.ones((8, 2)), numpy.ones(8), epochs=2, verbose=0, callbacks=callbacks)


def summaries(folder):
    with tensorflow.summary.create_file_writer(folder).as_default():
        for step in range(4):
            tensorflow.summary.scalar("loss", 0.9 / (step + 1), step)
            tensorflow.summary.histogram("weights", tensorflow.range(10), step)
            pixels = tensorflow.zeros((2, 4, 4, 3))
            tensorflow.summary.image("pixels", pixels, step)
            tensorflow.summary.audio("tone", tensorflow.zeros((1, 16, 1)), 8000, step)
            tensorflow.summary.text("note", f"step *{step}*", step)


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
