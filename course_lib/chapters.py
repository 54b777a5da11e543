"""The chapters of the course, in order: the one list that tools, README and notebooks agree with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """One chapter: its number, the stem of its file, its title, and the rooms of `course_lib` it opens."""

    number: str
    name: str
    title: str
    opens: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """File name without its ending, such as ``01_logistic_regression``."""
        return f"{self.number}_{self.name}"


CHAPTERS = (
    Chapter(
        "00", "start_here", "Start here", ("session", "chapters", "data", "plot", "widgets", "exercises")
    ),
    Chapter("01", "logistic_regression", "Logistic regression", ("linear",)),
    Chapter("02", "neurons_and_perceptrons", "Neurons and perceptrons", ("neurons",)),
    Chapter("03", "multilayer_networks", "Multilayer networks"),
    Chapter("04", "gradient_descent", "Gradient descent", ("optim",)),
    Chapter("05", "backpropagation", "Backpropagation"),
    Chapter("06", "automatic_differentiation", "Automatic differentiation", ("tensor", "ops", "gradcheck")),
    Chapter("07", "training_deep_networks", "Training deep networks", ("nn",)),
    Chapter("08", "generalisation", "Generalisation"),
    Chapter("09", "digits_with_an_mlp", "Digits with a multilayer perceptron", ("train",)),
    Chapter("10", "images_and_kernels", "Images and kernels"),
    Chapter("11", "convolution_layers", "Convolution layers"),
    Chapter("12", "pooling_and_lenet", "Pooling and LeNet-5"),
    Chapter("13", "cnns_in_pytorch", "CNNs in PyTorch", ("backend",)),
    Chapter("14", "recurrent_networks", "Recurrent networks"),
    Chapter("15", "gated_memory", "Gated memory"),
    Chapter("16", "sequence_to_sequence", "Sequence to sequence"),
    Chapter("17", "imagenet_architectures", "ImageNet architectures", ("zoo",)),
    Chapter("18", "residual_and_beyond", "Residual networks and beyond"),
    Chapter("19", "beyond_classification", "Beyond classification"),
    Chapter("20", "transformers", "Transformers"),
    Chapter("21", "training_at_scale", "Training at scale"),
)
