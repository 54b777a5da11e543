"""Widgets: pictures that answer a touch, alive in JupyterLab, in the exported page and in slides.

The names load on first use, so that importing this room stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.widgets.activation_explorer import ActivationExplorer as ActivationExplorer
    from course_lib.widgets.architecture_browser import ArchitectureBrowser as ArchitectureBrowser
    from course_lib.widgets.attention_viewer import AttentionViewer as AttentionViewer
    from course_lib.widgets.augmentation_explorer import AugmentationExplorer as AugmentationExplorer
    from course_lib.widgets.base import Widget as Widget
    from course_lib.widgets.convolution_explorer import ConvolutionExplorer as ConvolutionExplorer
    from course_lib.widgets.curve_fitter import CurveFitter as CurveFitter
    from course_lib.widgets.decision_playground import DecisionPlayground as DecisionPlayground
    from course_lib.widgets.descent_explorer import DescentExplorer as DescentExplorer
    from course_lib.widgets.detection_explorer import DetectionExplorer as DetectionExplorer
    from course_lib.widgets.digit_pad import DigitPad as DigitPad
    from course_lib.widgets.feature_maps import FeatureMaps as FeatureMaps
    from course_lib.widgets.filter_gallery import FilterGallery as FilterGallery
    from course_lib.widgets.gate_viewer import GateViewer as GateViewer
    from course_lib.widgets.gradient_flow import GradientFlow as GradientFlow
    from course_lib.widgets.graph_stepper import GraphStepper as GraphStepper
    from course_lib.widgets.live_trainer import LiveTrainer as LiveTrainer
    from course_lib.widgets.network_stepper import NetworkStepper as NetworkStepper
    from course_lib.widgets.neuron_explorer import NeuronExplorer as NeuronExplorer
    from course_lib.widgets.pooling_explorer import PoolingExplorer as PoolingExplorer
    from course_lib.widgets.quiz import Quiz as Quiz
    from course_lib.widgets.receptive_field_explorer import ReceptiveFieldExplorer as ReceptiveFieldExplorer
    from course_lib.widgets.stride_padding_explorer import StridePaddingExplorer as StridePaddingExplorer
    from course_lib.widgets.timeline import Timeline as Timeline
    from course_lib.widgets.unrolled_rnn import UnrolledRNN as UnrolledRNN

_HOME = {
    "ActivationExplorer": "activation_explorer",
    "ArchitectureBrowser": "architecture_browser",
    "AttentionViewer": "attention_viewer",
    "AugmentationExplorer": "augmentation_explorer",
    "ConvolutionExplorer": "convolution_explorer",
    "CurveFitter": "curve_fitter",
    "DecisionPlayground": "decision_playground",
    "DescentExplorer": "descent_explorer",
    "DetectionExplorer": "detection_explorer",
    "DigitPad": "digit_pad",
    "FeatureMaps": "feature_maps",
    "FilterGallery": "filter_gallery",
    "GateViewer": "gate_viewer",
    "GradientFlow": "gradient_flow",
    "GraphStepper": "graph_stepper",
    "LiveTrainer": "live_trainer",
    "NetworkStepper": "network_stepper",
    "NeuronExplorer": "neuron_explorer",
    "PoolingExplorer": "pooling_explorer",
    "Quiz": "quiz",
    "ReceptiveFieldExplorer": "receptive_field_explorer",
    "StridePaddingExplorer": "stride_padding_explorer",
    "Timeline": "timeline",
    "UnrolledRNN": "unrolled_rnn",
    "Widget": "base",
}
__all__ = [
    "ActivationExplorer",
    "ArchitectureBrowser",
    "AttentionViewer",
    "AugmentationExplorer",
    "ConvolutionExplorer",
    "CurveFitter",
    "DecisionPlayground",
    "DescentExplorer",
    "DetectionExplorer",
    "DigitPad",
    "FeatureMaps",
    "FilterGallery",
    "GateViewer",
    "GradientFlow",
    "GraphStepper",
    "LiveTrainer",
    "NetworkStepper",
    "NeuronExplorer",
    "PoolingExplorer",
    "Quiz",
    "ReceptiveFieldExplorer",
    "StridePaddingExplorer",
    "Timeline",
    "UnrolledRNN",
    "Widget",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"course_lib.widgets.{_HOME[name]}"), name)
    raise AttributeError(f"course_lib.widgets has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
