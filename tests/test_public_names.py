"""Every public name of the library is used: by a notebook, by a verb, or by something that they use."""

from __future__ import annotations

import ast

import pytest

from tests.reach import USERS, Library, Source, library

# Names that nothing reaches and that stay, by the reason why.
KEPT = {
    "PyTorch has it under this name, and a student who follows PyTorch's documents finds it here": """
        nn.init.xavier_normal_ nn.module.Module.register_parameter
        nn.layers.ConvTranspose1d nn.layers.ConvTranspose2d nn.layers.Unflatten
        nn.layers.MaxPool1d nn.layers.AvgPool1d nn.layers.LPPool1d nn.layers.AdaptiveAvgPool1d
        nn.layers.MSELoss nn.layers.L1Loss nn.layers.NLLLoss nn.layers.BCELoss nn.layers.SoftMarginLoss
        nn.layers.CrossEntropyLoss
        ops.conv.conv_transpose1d ops.elementwise.logsigmoid ops.reduce.logsumexp
        ops.pool.max_pool1d ops.pool.avg_pool1d ops.pool.lp_pool1d ops.pool.adaptive_avg_pool1d
        optim.MultiStepLR optim.ReduceLROnPlateau tensor.enable_grad tensor.is_grad_enabled
    """,
    "the clear form that a test holds the quick one, or the browser's, to": """
        ops.pool.pool2d_loops widgets.detection.boxes.eleven_points widgets.trainer.training.gradient
        widgets.digit.preprocess.GRID widgets.digit.preprocess.preprocess
        widgets.digit.preprocess.digit_levels widgets.digit_pad.DigitPad.bitmap
    """,
    "a button of the widget, pressed from an instructor's own cell": """
        widgets.decision_playground.DecisionPlayground.reset widgets.live_trainer.LiveTrainer.reset
        widgets.network_stepper.NetworkStepper.reset widgets.neuron_explorer.NeuronExplorer.reset
        widgets.timeline.Timeline.next
    """,
    "one of the zoo's small networks, any of which `python -m course_lib.cli.scale --network` trains": """
        zoo.densenet.densenet_small zoo.googlenet.googlenet_small zoo.resnext.resnext_small
        zoo.senet.se_resnet_small zoo.senet.se_resnext_small zoo.zfnet.zfnet_small
    """,
    "called by others: ipywidgets, and tests that begin with a fresh quiz": """
        widgets.base.Widget.set_state widgets.quiz.forget
    """,
}


@pytest.fixture(scope="module")
def idle() -> set[str]:
    found = library()
    return {
        f"{module}.{name}".removeprefix("course_lib.")
        for module in found.sources
        if not USERS.match(module)
        for name, is_reached in found.public(module)
        if not is_reached
    }


def kept() -> set[str]:
    return {name for names in KEPT.values() for name in names.split()}


def test_no_public_name_is_idle(idle: set[str]) -> None:
    assert sorted(idle - kept()) == [], "use these in a notebook, give them an underscore, or remove them"


def test_no_exception_is_out_of_date(idle: set[str]) -> None:
    assert sorted(kept() - idle) == [], "these are used, or gone: take them off the list"


def reached(**modules: str) -> set[str]:
    """What `book` reaches in these modules of a package `p`."""
    sources = [Source("p", ast.parse(modules.pop("p", "")), is_package=True)]
    sources += [Source(f"p.{name}", ast.parse(text)) for name, text in modules.items()]
    found = Library(sources).reach(["p.book"])
    return {
        f"{source.name}.{name}".removeprefix("p.")
        for source in sources
        for name, is_reached in found.public(source.name)
        if is_reached and source.name != "p.book"
    }


LIBRARY = "def used(): return helper()\ndef helper(): pass\ndef idle(): return other()\ndef other(): pass"


@pytest.mark.parametrize(
    "book",
    [
        "from p.lib import used\nused()",
        "from p import lib\nlib.used()",
        "import p.lib\np.lib.used()",
        "import p.lib as short\nshort.used()",
        "from .lib import used as mine\nprint(mine)",
        "from p import lib\nprint(getattr(lib, name), ['used'])",
    ],
)
def test_what_a_book_names_is_reached_with_all_it_needs(book: str) -> None:
    assert reached(lib=LIBRARY, book=book) == {"lib.used", "lib.helper"}


def test_importing_alone_is_no_use() -> None:
    assert reached(lib=LIBRARY, book="from p.lib import idle") == set()


def test_a_name_is_found_through_the_room_that_shows_it() -> None:
    room = "if TYPE_CHECKING:\n    from p.lib import lib as lib"
    assert reached(p=room, lib="def lib(): pass\ndef idle(): pass", book="import p\np.lib()") == {"lib.lib"}


def test_a_method_waits_for_somebody_to_take_it() -> None:
    lib = """
class Model:
    def fit(self): return helper()
    def idle(self): return other()
    def __call__(self): return called()
def helper(): pass
def other(): pass
def called(): pass
"""
    expected = {"lib.Model", "lib.Model.fit", "lib.helper", "lib.called"}
    assert reached(lib=lib, book="from p.lib import Model\nmodel = Model()\nmodel.fit()") == expected


def test_an_operation_is_reached_as_a_method_of_tensor() -> None:
    lib = "def method(*n): ...\n@method('max')\ndef amax(x): pass\n@method()\ndef idle(x): pass"
    assert reached(lib=lib, book="import p.lib\np.lib.Tensor\nx.max()") >= {"lib.amax"}
    assert "lib.idle" not in reached(lib=lib, book="import p.lib\np.lib.Tensor\nx.max()")
