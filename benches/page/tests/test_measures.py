"""The score must not lie: what is equal scores full, what is wrong does not."""
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
import measures
import pages
import scenes

SQUARE = [(100, 100), (500, 120), (520, 700), (90, 680)]


def test_iou_of_equals_is_one_and_of_apart_nothing():
    assert measures.polygon_iou(SQUARE, SQUARE, (640, 800)) == 1.0
    assert measures.polygon_iou(SQUARE, SQUARE[2:] + SQUARE[:2], (640, 800)) == 1.0
    assert measures.polygon_iou([(0, 0), (10, 0), (10, 10), (0, 10)], [(20, 20), (30, 20), (30, 30), (20, 30)], (64, 64)) == 0.0


def test_iou_of_a_half_is_a_half():
    whole, half = [(0, 0), (400, 0), (400, 400), (0, 400)], [(0, 0), (200, 0), (200, 400), (0, 400)]
    assert abs(measures.polygon_iou(whole, half, (400, 400)) - 0.5) < 0.01


def test_what_lies_outside_the_frame_does_not_count():
    inside, beyond = [(0, 0), (400, 0), (400, 300), (0, 300)], [(-90, 0), (400, 0), (400, 300), (-90, 300)]
    assert measures.polygon_iou(inside, beyond, (400, 300)) > 0.995


def test_a_turned_result_is_not_upright():
    assert measures.quarter_off(SQUARE, SQUARE) == 0
    for turn in (1, 2, 3):
        assert measures.quarter_off(np.roll(SQUARE, turn, axis=0), SQUARE) != 0


def test_the_turn_is_told_by_the_corners():
    upright = [(0, 0), (10, 0), (10, 14), (0, 14)]
    assert scenes.turn_of(upright)[0] == 0
    # A page whose head points to the right needs three clockwise quarters more.
    head_right = [(14, 0), (14, 10), (0, 10), (0, 0)]
    assert scenes.turn_of(head_right)[0] == 3
    assert scenes.turn_of(upright[2:] + upright[:2])[0] == 2


def test_ssim_is_one_only_of_equals():
    page = measures.luma(pages.make("letter", 3, 600).pixels)
    assert measures.ms_ssim(page, page) > 0.9999
    assert measures.ms_ssim(page, np.ascontiguousarray(page[::-1, ::-1])) < 0.7


def test_registration_brings_a_shifted_page_back():
    page = pages.make("article", 5, 900, language="en").pixels
    height, width = page.shape[:2]
    moved = cv2.warpAffine(page, np.float32([[0.98, 0.01, 9], [-0.01, 0.98, 12]]), (width, height), borderValue=(255,) * 3)
    back = measures.registered(moved, page)
    plain = measures.ms_ssim(measures.luma(moved), measures.luma(page))
    assert measures.ms_ssim(measures.luma(back), measures.luma(page)) > max(plain, 0.93)


def test_grey_marks_are_not_kept():
    page = pages.make("official", 1, 1200)
    assert page.marks.sum() > 100
    error, kept = measures.colours(page.pixels, page.pixels, page.marks)
    assert error == 0.0 and kept == 1.0
    grey = np.repeat(measures.luma(page.pixels)[..., None], 3, axis=2)
    error, kept = measures.colours(grey, page.pixels, page.marks)
    assert error > 15 and kept == 0.0


def test_whiteness_of_white_and_grey():
    page = pages.make("sparse", 4, 800)
    assert measures.whiteness(page.pixels, page.paper) == (255.0, 0.0, 0.0)
    median, _, dirty = measures.whiteness((page.pixels * 0.8).astype(np.uint8), page.paper)
    assert median == 204.0 and dirty == 1.0


def test_text_errors():
    assert measures.edits("kitten", "sitting") == 3
    assert measures.text_errors("the quick brown fox jumps over", "the quick brown fox jumps over") == (0.0, 1.0)
    assert measures.text_errors("", "the quick brown fox jumps over") == (1.0, 0.0)
    assert measures.text_errors("anything", "short") is None


def test_pages_are_told_by_their_seed():
    a, b = pages.make("exam", 8, 500), pages.make("exam", 8, 500)
    assert np.array_equal(a.pixels, b.pixels)
    assert not np.array_equal(a.pixels, pages.make("exam", 9, 500).pixels)
