"""Record what Keras says to the lecture's recipe: python tests/engine/record_keras.py, where Keras is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import data
from course_lib.data import digits, keras_weights

os.environ.setdefault("KERAS_BACKEND", "torch")


def lecture_model() -> Any:
    """The layers of the slides, as printed, with the input shape in the place where Keras 3 wants it."""
    import keras
    from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

    model = keras.Sequential([keras.Input(shape=(28, 28, 1))])
    model.add(Conv2D(32, kernel_size=3, activation="relu"))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Dropout(0.25))
    model.add(Flatten())
    model.add(Dense(128, activation="relu"))
    model.add(Dropout(0.5))
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def answer_to(call: Callable[[], Any]) -> str:
    """Kind and text of the error that a call raises."""
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def record() -> dict[str, Any]:
    """Everything that `course_lib.data.keras_recipe` hands out."""
    import keras

    model = lecture_model()
    pictures = digits(28, split="test").images[:5, ..., None]
    one_hot = keras.utils.to_categorical(digits(28, split="test").labels[:5], 10)
    trap = keras.layers.Conv2D(32, 3, 3)
    trap.build((None, 28, 28, 1))
    refused = {
        "Conv2D(32, 3, subsample=2)": answer_to(lambda: keras.layers.Conv2D(32, 3, subsample=2)),
        "fit(X, Y, nb_epoch=10)": answer_to(lambda: model.fit(pictures, one_hot, nb_epoch=10, verbose=0)),
    }
    layers = [
        [type(layer).__name__, list(layer.output.shape[1:]), layer.count_params()] for layer in model.layers
    ]
    model.set_weights(keras_weights())
    told = model.evaluate(pictures, one_hot, verbose=0)
    return {
        "version": keras.__version__,
        "refused": refused,
        "layers": layers,
        "stride_trap": {"kernel": list(trap.kernel.shape[:2]), "strides": list(trap.strides)},
        "defaults": {
            "weights": type(model.layers[0].kernel_initializer).__name__,
            "biases": type(model.layers[0].bias_initializer).__name__,
            "learning_rate": round(float(model.optimizer.learning_rate), 9),
            "epsilon": float(model.optimizer.epsilon),
        },
        "evaluate": len(told),
        "one_hot": list(keras.utils.to_categorical(np.zeros(60000), 10).shape),
        "probabilities": np.round(model.predict(pictures, verbose=0).astype(float), 6).tolist(),
    }


if __name__ == "__main__":
    path = Path(data.__file__).with_name("keras_recipe.json")
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in record().items()]
    path.write_text("{\n " + ",\n ".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path.name} is written")
