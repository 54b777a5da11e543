"""The detection explorer in an exported page: no kernel; boxes by mouse, touch and keys, steps, thresholds, views."""

import numpy as np
import pytest

from course_lib.widgets import DetectionExplorer

from .conftest import settle

FACE = ".de-scene"


def place(page, x, y):
    """Where a point of the scene lies in the window; the scene is 320 by 240."""
    box = page.locator(f"{FACE} canvas").bounding_box()
    scale = min((box["width"] - 4) / 320, (box["height"] - 4) / 240)
    return box["x"] + (box["width"] - 320 * scale) / 2 + x * scale, box["y"] + (
        box["height"] - 240 * scale
    ) / 2 + y * scale


def shown(page):
    """The detections as the table tells them."""
    sheet = page.locator(".de-left .cl-sheet")
    if not sheet.is_visible():
        page.get_by_role("button", name="Show as table: The scene").click()
    settle(page)
    rows = sheet.locator("tbody tr").all_inner_texts()
    return [[float(v.lstrip("≈")) for v in row.split("\t")[2:7]] for row in rows if row.startswith("box")]


def drag(page, start, end):
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2), steps=3)
    page.mouse.move(*place(page, *end), steps=3)
    page.mouse.up()
    settle(page)


def press(page, *keys):
    page.locator(FACE).focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def states(page):
    rows = page.locator(".de-panel:visible tbody tr").all_inner_texts()
    return {int(r.split("\t")[0]) - 1: r.split("\t")[3] for r in rows}


def test_suppression_steps_with_its_reasons(page_of):
    w = DetectionExplorer("shapes")
    page = page_of(w)
    told = page.locator(".de-told:visible")
    step = page.get_by_role("button", name="Step", exact=True)
    step.click()
    settle(page)
    assert "Take box 1 (circle, 0.94)" in told.inner_text()
    step.click()
    settle(page)
    assert "Remove box 2" in told.inner_text() and "IoU ≈0.701, more than 0.5" in told.inner_text()
    page.get_by_role("button", name="Back", exact=True).click()
    settle(page)
    assert states(page)[1] == "waiting"
    for _ in range(len(w.steps) - 1):
        step.click()
    settle(page)
    found = states(page)
    assert [i for i in sorted(found) if "kept" in found[i]] == sorted(w.result["kept"])
    assert "5 stay" in told.inner_text()
    page.get_by_role("button", name="Reset", exact=True).click()
    settle(page)
    assert "boxes wait" in told.inner_text()


def test_play_runs_to_the_end(page_of):
    page = page_of(DetectionExplorer("crowd"))
    page.get_by_label("Speed").select_option("20")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.querySelector('.de-told').textContent.includes('All are decided')")


def test_thresholds_change_what_waits(page_of):
    page = page_of(DetectionExplorer("shapes"))
    slider = page.get_by_role("slider", name="Score at least")
    slider.press("End")
    settle(page)
    assert "No box reaches" in page.locator(".de-told:visible").inner_text()
    slider.press("Home")
    settle(page)
    assert "10 boxes wait" in page.locator(".de-told:visible").inner_text()


def test_a_box_is_moved_stretched_drawn_and_removed_with_the_mouse(page_of):
    page = page_of(DetectionExplorer("pair", view="iou"))
    before = shown(page)
    drag(page, (80, 120), (60, 100))
    assert np.allclose(shown(page)[0][:4], [40, 50, 140, 150], atol=1.5)
    drag(page, (140, 150), (120, 180))
    assert np.allclose(shown(page)[0][:4], [40, 50, 120, 180], atol=1.5)
    page.get_by_role("radio", name="Draw").check(force=True)
    drag(page, (250, 180), (300, 220))
    assert np.allclose(shown(page)[2][:4], [250, 180, 300, 220], atol=1.5)
    page.get_by_role("radio", name="Remove").check(force=True)
    page.mouse.click(*place(page, 280, 200))
    settle(page)
    assert len(shown(page)) == len(before)
    drag(page, (20, 20), (20, 20))
    assert len(shown(page)) == len(before)


def test_touch_draws(page_of):
    page = page_of(DetectionExplorer("single", view="iou"), width=390, has_touch=True, is_mobile=True)
    page.get_by_role("radio", name="Draw").check(force=True)
    page.touchscreen.tap(*place(page, 20, 20))
    settle(page)
    assert len(shown(page)) == 3  # a tap draws no box without area
    page.get_by_role("radio", name="Remove").check(force=True)
    page.touchscreen.tap(*place(page, 150, 120))
    settle(page)
    assert len(shown(page)) == 2


def test_keys_do_everything(page_of):
    page = page_of(DetectionExplorer("pair", view="iou"))
    press(page, "Enter", "ArrowRight", "ArrowDown", "Shift+ArrowRight", "Enter")
    assert shown(page)[0][:4] == [64, 74, 168, 174]
    press(page, "+", "+")
    assert shown(page)[0][4] == 1
    press(page, "f", "a")
    assert len(shown(page)) == 3
    press(page, "Delete", "Delete", "Delete", "Delete")
    assert shown(page) == []
    assert "Two boxes are needed" in page.locator(".de-big:visible").inner_text()
    press(page, "a", "ArrowLeft")
    assert len(shown(page)) == 1


def test_the_overlap_is_written_out(page_of):
    page = page_of(DetectionExplorer("pair", view="iou"))
    assert float(page.locator(".de-big:visible strong").get_attribute("title")) == 1 / 3
    lines = page.locator(".de-lines").inner_text()
    assert "shared: 50·100 = 5000" in lines and "5000 / 15000 ≈ 0.3333" in lines
    cell = page.locator(".cl-matrix input").nth(4)
    cell.fill("60")
    cell.press("Enter")
    settle(page)
    assert float(page.locator(".de-big:visible strong").get_attribute("title")) == 10000 / 15000
    page.get_by_label("Box B").select_option(label="object 1 (square)")
    settle(page)
    assert float(page.locator(".de-big:visible strong").get_attribute("title")) == 1


def test_average_precision_as_python_computes_it(page_of):
    w = DetectionExplorer("recall", view="precision")
    page = page_of(w)
    big = page.locator(".de-big:visible strong")
    assert float(big.get_attribute("title")) == w.result["mean_ap"] == 0.625
    page.get_by_role("slider", name="Right from IoU").press("End")
    settle(page)
    assert float(big.get_attribute("title")) == 0
    page.get_by_label("Curve of").select_option("square")
    settle(page)
    assert big.inner_text() == "no object"


def test_anchors_are_counted_and_walked(page_of):
    w = DetectionExplorer("shapes", view="anchors")
    page = page_of(w)
    panel = page.locator(".de-panel:visible")
    objects = sum(state == "object" for *_, state in w.assignment)
    assert "288" in panel.inner_text() and f"{objects} stand for an object" in panel.inner_text()
    press(page, "ArrowRight", "ArrowDown")
    assert "column 2, row 2" in panel.inner_text()
    page.mouse.click(*place(page, 310, 230))
    settle(page)
    assert "column 8, row 6" in panel.inner_text()
    page.get_by_label("Side 1").fill("90")
    page.get_by_label("Side 1").press("Enter")
    settle(page)
    w.scales = [90, 100]
    objects = sum(state == "object" for *_, state in w.assignment)
    assert f"{objects} stand for an object" in panel.inner_text()


@pytest.mark.parametrize(("task", "words"), [("class", "5"), ("all masks", "230403")])
def test_the_four_tasks_on_one_scene(page_of, task, words):
    page = page_of(DetectionExplorer("shapes", view="tasks"))
    page.get_by_role("radio", name=task, exact=True).check(force=True)
    settle(page)
    assert words in page.locator(".de-panel:visible").inner_text()
    press(page, "Home", "ArrowRight")
    assert "localisation" in page.locator(".de-big:visible").inner_text()


def test_each_scene_loads_without_a_kernel(page_of):
    page = page_of(DetectionExplorer())
    for name in ("crowd", "recall", "pair", "single", "shapes"):
        page.get_by_label("Scene", exact=True).select_option(name)
        settle(page)
        assert len(shown(page)) == len(DetectionExplorer(name).boxes)


def test_own_labels_are_only_text(page_of):
    label = "<img src=x onerror=alert(1)>"
    scene = {"objects": [{"shape": "circle", "box": [0, 0, 50, 50], "label": label}]}
    page = page_of(DetectionExplorer(scene, boxes=[[0, 0, 50, 50]]))
    assert label in page.locator(".de-legend").inner_text() and page.locator(".cl-widget img").count() == 0
    page = page_of(DetectionExplorer({"objects": []}))
    assert "No box reaches" in page.locator(".de-told:visible").inner_text()
    for view in ("overlap", "precision", "anchors", "four tasks"):
        page.get_by_role("radio", name=view, exact=True).check(force=True)
        settle(page)
