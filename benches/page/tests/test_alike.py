"""A set made as hard as another: the weights give the peer what it has there, and nothing else moves them."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
from alike import weights

FOUND = {"a": 0.99, "b": 0.95, "c": 0.97, "d": 0.85, "e": 0.5, "f": 0.0, "g": 0.98}


def test_the_peer_finds_what_it_finds_there():
    weight = weights(FOUND, 0.9, 0.8)
    total = sum(weight.values())
    assert sum(weight[name] * iou for name, iou in FOUND.items()) / total == pytest.approx(0.9, abs=1e-6)
    assert sum(weight[name] for name, iou in FOUND.items() if iou >= 0.9) / total == pytest.approx(0.8)
    assert weight["a"] == weight["b"] and weight["d"] > weight["e"] > weight["f"] > 0
