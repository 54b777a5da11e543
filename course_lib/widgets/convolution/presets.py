"""The lectures' examples for the sliding kernel, each with its own numbers."""

from __future__ import annotations

from typing import Any, NamedTuple


class Preset(NamedTuple):
    """One example: a picture and a kernel of the library and what is set beside them."""

    title: str
    picture: str
    kernel: str
    bias: float = 0.0
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)
    at: tuple[int, int] = (0, 0)
    pins: tuple[tuple[int, int], ...] = ()

    def sent(self, name: str) -> dict[str, Any]:
        """The preset as the page gets it: what is as usual is left out."""
        usual = self._field_defaults
        told = {k: v for k, v in self._asdict().items() if v != usual.get(k, ...)}
        return {"name": name, **told, **({"note": NOTES[name]} if name in NOTES else {})}


ONE, TWO, ROOF = (1, 1), (2, 2), (20, 30)
PRESETS = {
    "four": Preset("4×4 picture, 2×2 filter, bias 1", "four", "two", bias=1, at=(1, 2)),
    "stride": Preset("The same with stride 2", "four", "two", bias=1, stride=TWO),
    "padded": Preset("The same with a border of zeros", "four", "two", bias=1, padding=ONE, at=(0, 1)),
    "volume": Preset("Three channels, one output map", "volume", "volume", bias=-2),
    "cross": Preset("A filter like a cross, on a cross: 12", "cross", "like_a_cross"),
    "hook": Preset("The same filter on an L-like shape: 9", "hook", "like_a_cross"),
    "scores": Preset(
        "Scores 12 and 9 side by side", "patches", "like_a_cross", stride=(1, 3), pins=((0, 0), (0, 1))
    ),
    "sobel": Preset("3×3 picture under a Sobel kernel: 2", "three", "sobel"),
    "edge_effect": Preset("5×5 picture, no padding: −2 first", "five", "twisted"),
    "edge_padded": Preset("The same, padded: −1 first", "five", "twisted", padding=ONE),
    "strided": Preset("The same, stride 2, no padding", "five", "twisted", stride=TWO),
    "strided_padded": Preset(
        "The same, stride 2, padded: −1, 2, …, 3", "five", "twisted", stride=TWO, padding=ONE
    ),
    "x_shape": Preset("Zeros and ones under an X: 4 3 4, 2 4 3, 2 3 4", "slope", "x_shape", at=(2, 2)),
    "smiley": Preset("A smiley and a detector: 4 where the mouth begins", "smiley", "mouth", at=(3, 1)),
    "seven": Preset(
        "7×7 picture, 3×3 filter, stride 3: does it fit?", "seven", "blur", stride=(3, 3), at=ONE
    ),
    "blur": Preset("Blur a photograph", "china", "blur", padding=ONE, at=ROOF),
    "weighted_blur": Preset("Weighted blur", "china", "weighted_blur", padding=ONE, at=ROOF),
    "sharpen": Preset("Sharpen", "china", "sharpen_5", padding=TWO, at=ROOF),
    "intense_sharpen": Preset("Intensified sharpen", "china", "intense_sharpen", padding=ONE, at=ROOF),
    "edge": Preset("Detect edges", "china", "edge", padding=ONE, at=ROOF),
    "emboss": Preset("Emboss", "china", "emboss", padding=ONE, at=ROOF),
    "vertical": Preset("Find vertical lines", "lines", "vertical", padding=ONE, at=(7, 20)),
    "horizontal": Preset("Find horizontal lines", "lines", "horizontal", padding=ONE, at=(3, 7)),
    "diagonal": Preset("Find falling diagonals", "lines", "diagonal_down", padding=ONE, at=(20, 7)),
    "corner": Preset("Find top-left corners", "lines", "corner", padding=ONE, at=(16, 16)),
    "digit": Preset("Vertical strokes of a digit", "digit", "vertical_zero", padding=ONE, at=(10, 10)),
    "gabor": Preset("Gabor filter: angle and wavelength", "china", "gabor", padding=(3, 3), at=(30, 30)),
    "colour": Preset(
        "Colour photograph: 5×5×3 = 75 weights", "flower", "mean_of_colours", padding=TWO, at=(12, 12)
    ),
}
FLAT = "A flat area of brightness 100 would answer "
NOTES = {
    "four": "The slide's sixth output reads 6, but −1·1 + 1 = 0. Its third row, never drawn, is 0, 4, −1.",
    "padded": "The slide's second output reads 0; 4·1 + 1 is 5.",
    "volume": "16 − 23 + 6 − 2 = −3. The slide lays the same slice on every channel; a layer learns "
    "one slice for each.",
    "scores": "The third patch, all ones, scores 15: a large sum alone does not make filter and patch alike.",
    "x_shape": "The slide leaves the ninth output blank: it is 4.",
    "smiley": "The slide's pictures are lost; this detector finds the 4 that its text speaks of.",
    "seven": "The slide says that it cannot be applied; frameworks round down and go on.",
    "blur": f"{FLAT}900 without the divisor 9.",
    "weighted_blur": f"{FLAT}800 without the divisor 8.",
    "sharpen": "The outer ring of zeros changes nothing but the border: it is the 3×3 kernel.",
    "edge": "The weights sum to 0: a flat area answers 0.",
    "vertical": f"{FLAT}−300, for the weights sum to −3; with 2 in the middle they would sum to 0.",
    "colour": "Seventy-five products and one sum make one output.",
}
