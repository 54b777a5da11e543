"""Boxes on a drawn scene: how they overlap, which of them suppression keeps, and how good the answer is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.detection import boxes as arithmetic
from course_lib.widgets.detection import checking, scenes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
VIEWS = ("nms", "iou", "precision", "anchors", "tasks")
TASKS = ("class", "box", "boxes", "mask")


class DetectionExplorer(Widget):
    """A scene of drawn shapes, detections as boxes to move and draw, and what is computed from them.

    Args:
        scene: "shapes", "crowd", "recall", "pair", "single" or "random", or a dict with width, height and
            objects, each ``{"shape": ..., "box": [x1, y1, x2, y2], "label": ...}`` with the shape "circle",
            "square" or "triangle".
        boxes: (N, 4) detections as x1, y1, x2, y2; the scene's own by default (none on a scene of yours).
        scores: (N,) from 0 to 1; all 1 by default.
        labels: (N,) names or numbers of classes; the first class by default.
        view: "nms" (suppression step by step), "iou" (two boxes and their overlap), "precision" (precision,
            recall and average precision), "anchors" or "tasks" (class, box, boxes, mask on one scene).
        score_threshold: boxes with a lower score are left out, 0 to 1.
        iou_threshold: suppression removes a box that overlaps a better one by more, 0 to 1.
        match_threshold: a detection is right if it overlaps its object by at least this, 0 to 1.
        per_class: whether suppression compares only boxes of one label.
        after_nms: whether precision is that of the boxes suppression keeps, or of all above the threshold.
        task: "class", "box", "boxes" or "mask".
        stride, scales, ratios: of the anchors: grid step, sides, and height over width.
        low: an anchor that overlaps no object by this much stands for background.
        n, noise, seed: of the scene "random".
        hide, lock: names of controls: scene, view, boxes, score_threshold, iou_threshold, playback.

    Raises:
        ValueError: for boxes, scores, labels or a scene that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = DetectionExplorer("shapes", iou_threshold=0.5)
        >>> w.result["kept"]
        [0, 3, 6, 8, 9]
        >>> w = DetectionExplorer("pair", view="iou")
        >>> bool(w.result["iou"][0, 1] == 1 / 3)
        True
    """

    _script = "detection_explorer.js"
    _style = "detection_explorer.css"
    controls = ("scene", "view", "boxes", "score_threshold", "iou_threshold", "playback")

    view = Choice(VIEWS, "nms").tag(sync=True)
    task = Choice(TASKS, "boxes").tag(sync=True)
    score_threshold = Number(0.3, 0, 1).tag(sync=True)
    iou_threshold = Number(0.5, 0, 1).tag(sync=True)
    match_threshold = Number(0.5, 0, 1).tag(sync=True)
    per_class = traitlets.Bool(True).tag(sync=True)
    after_nms = traitlets.Bool(True).tag(sync=True)
    stride = Number(40, 10, checking.MOST_SIDE).tag(sync=True)
    low = Number(0.3, 0, 1).tag(sync=True)

    _scales = traitlets.List(traitlets.Float(), [60.0, 100.0]).tag(sync=True)
    _ratios = traitlets.List(traitlets.Float(), [0.5, 1.0, 2.0]).tag(sync=True)
    _scene: Any = traitlets.Dict().tag(sync=True)
    _names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _preset = traitlets.Unicode("own").tag(sync=True)
    _boxes = floats()  # rows of x1, y1, x2, y2, score, label
    _at = traitlets.Int(0).tag(sync=True)  # how many steps of the suppression are done
    _scenes: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        scene: Any = "shapes",
        boxes: ArrayLike | None = None,
        scores: ArrayLike | None = None,
        labels: Sequence[Any] | None = None,
        *,
        scales: Sequence[float] = (60.0, 100.0),
        ratios: Sequence[float] = (0.5, 1.0, 2.0),
        n: int = 5,
        noise: float = 0.08,
        seed: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(_scenes=sent_scenes(), **options)
        self.scales, self.ratios = scales, ratios
        if isinstance(scene, str):
            made = (
                scenes.random_scene(checking.whole(n), float(noise), seed)
                if scene == "random"
                else scenes.example(scene)
            )
            shown, names, rows = made
            self._preset = scene
        else:
            shown, names = checking.checked_scene(scene)
            rows = np.zeros((0, 6))
        self._scene, self._names, self._boxes = shown, names, pack(rows)
        if boxes is not None:
            self.set_boxes(boxes, scores, labels)
        self.observe(self._begin, names=["score_threshold", "iou_threshold", "per_class"])

    # Boxes, read and set from Python

    @property
    def boxes(self) -> Array:
        """The detections, (N, 4)."""
        return self._rows()[:, :4]

    @boxes.setter
    def boxes(self, boxes: ArrayLike) -> None:
        same = len(np.atleast_2d(np.asarray(boxes))) == len(self._rows())
        self.set_boxes(boxes, self.scores if same else None, self.labels if same else None)

    @property
    def scores(self) -> Array:
        """Their scores, (N,)."""
        return self._rows()[:, 4]

    @scores.setter
    def scores(self, scores: ArrayLike) -> None:
        self.set_boxes(self.boxes, scores, self.labels)

    @property
    def labels(self) -> list[str]:
        """The names of their classes."""
        return [self._names[int(k)] for k in self._rows()[:, 5]]

    @property
    def truth(self) -> Array:
        """The exact boxes of the drawn objects, (M, 4)."""
        return np.array([o["box"] for o in self._scene["objects"]], dtype=np.float64).reshape(-1, 4)

    @property
    def scales(self) -> list[float]:
        """The sides of the anchors, before their ratio."""
        return list(self._scales)

    @scales.setter
    def scales(self, scales: Sequence[float]) -> None:
        self._scales = checking.positive(scales, "scales", checking.MOST_SIDE)

    @property
    def ratios(self) -> list[float]:
        """Height over width of the anchors."""
        return list(self._ratios)

    @ratios.setter
    def ratios(self, ratios: Sequence[float]) -> None:
        self._ratios = checking.positive(ratios, "ratios", 100)

    def set_boxes(
        self, boxes: ArrayLike, scores: ArrayLike | None = None, labels: Sequence[Any] | None = None
    ) -> None:
        """Show other detections: boxes (N, 4), scores (N,) from 0 to 1, labels (N,).

        Raises:
            ValueError: if they do not fit; the old ones stay.
        """
        values = checking.checked_boxes(boxes, "boxes")
        names = list(self._names)
        told = checking.checked_scores(scores, len(values))
        kinds = [
            checking.class_of(label, names)
            for label in ([0] * len(values) if labels is None else list(labels))
        ]
        if len(kinds) != len(values):
            raise WidgetError(
                f"there are {len(values)} boxes, but {len(kinds)} labels: give one for each box."
            )
        with self.hold_sync(), self.hold_trait_notifications():
            self._names, self._at = names or ["object"], 0
            self._boxes = pack(np.column_stack([values, told, kinds]) if len(values) else [])

    def _rows(self) -> Array:
        return unpack(self._boxes, 6)

    def _begin(self, change: Any) -> None:
        if not self.from_page:
            self._at = 0

    # What it computes

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The suppression, step by step: {"take": i} or {"remove": j, "by": i, "iou": overlap}."""
        rows = self._rows()
        return arithmetic.suppression(rows[:, :4].tolist(), rows[:, 4].tolist(), [int(k) for k in rows[:, 5]],
                                      self.score_threshold, self.iou_threshold, self.per_class)  # fmt: skip

    @property
    def anchors(self) -> Array:
        """The anchor boxes, (K, 4): row after row of the grid, then by scale, then by ratio."""
        made = arithmetic.anchors(
            self._scene["width"], self._scene["height"], self.stride, self._scales, self._ratios
        )
        return np.array(made, dtype=np.float64)

    @property
    def assignment(self) -> list[tuple[int, float, str]]:
        """For each anchor its object (or -1), their IoU, and "object", "background" or "unused"."""
        return arithmetic.assigned(self.anchors.tolist(), self.truth.tolist(), self.match_threshold, self.low)

    @property
    def result(self) -> dict[str, Any]:
        """What is kept, the IoU matrices, and average precision.

        "kept": indexes, best first; "iou": (N, N); "iou_truth": (N, M); "matches": a record a detection;
        "ap": by class (None without an object of it); "mean_ap"; "precision" and "recall": by class.
        """
        rows, truth = self._rows(), self.truth
        kept = arithmetic.kept(self.steps)
        order = kept if self.after_nms else arithmetic.ranked(rows[:, 4].tolist(), self.score_threshold)
        kinds = [int(k) for k in rows[:, 5]]
        classes = [self._names.index(o["label"]) for o in self._scene["objects"]]
        matches = arithmetic.matched(
            rows[:, :4].tolist(), kinds, order, truth.tolist(), classes, self.match_threshold
        )
        ap, precision, recall = {}, {}, {}
        for k, name in enumerate(self._names):
            right = [m["right"] for m in matches if kinds[m["box"]] == k]
            precision[name], recall[name] = arithmetic.curve(right, classes.count(k))
            ap[name] = arithmetic.average_precision(precision[name], recall[name]) if k in classes else None
        known = [value for value in ap.values() if value is not None]
        return {
            "kept": kept,
            "iou": arithmetic.iou_matrix(rows[:, :4], rows[:, :4]),
            "iou_truth": arithmetic.iou_matrix(rows[:, :4], truth),
            "matches": matches,
            "ap": ap,
            "mean_ap": sum(known) / len(known) if known else None,
            "precision": precision,
            "recall": recall,
        }

    @property
    def alt(self) -> str:
        """One sentence: how many objects and boxes, how many are kept, how good they are."""
        now = self.result
        objects, boxes = len(self.truth), len(self._rows())
        mean = (
            "no object to find" if now["mean_ap"] is None else f"mean average precision {now['mean_ap']:.2f}"
        )
        return (
            f"a scene with {objects} drawn object{'s' * (objects != 1)} and {boxes} "
            f"detection{'s' * (boxes != 1)}, of which suppression at IoU {self.iou_threshold:g} keeps "
            f"{len(now['kept'])}; {mean}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.detection.figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("_boxes")
    def _check_boxes(self, proposal: Any) -> bytes:
        rows = unpack(proposal["value"], 6)
        checking.checked_boxes(rows[:, :4], "boxes")
        checking.checked_scores(rows[:, 4], len(rows))
        if len(rows) and not np.isin(rows[:, 5], np.arange(max(1, len(self._names)))).all():
            raise WidgetError(f"a label must be a number from 0 to {len(self._names) - 1}.")
        return bytes(proposal["value"])

    @traitlets.validate("_scene")
    def _check_scene(self, proposal: Any) -> dict[str, Any]:
        return checking.checked_scene(proposal["value"])[0] if proposal["value"] else {}


def sent_scenes() -> list[dict[str, Any]]:
    """The examples as the page reads them."""
    found = []
    for name, (title, _, _) in scenes.EXAMPLES.items():
        shown, names, rows = scenes.example(name)
        found.append({"name": name, "title": title, "scene": shown, "names": names, "rows": rows.tolist()})
    return found
