"""Writes a trained network as ONNX, with half-precision weights that are widened when it is loaded, and numbers to check it
by: `python export.py upright|outline TRAINED.pt`."""

import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

import networks

WEIGHTS = pathlib.Path(__file__).parents[1] / "weights"
SHAPES = {"upright": (2, 1, 128, 128), "outline": (1, 3, 256, 256)}


def halved(model):
    """Keeps larger weights in half precision, each followed by a cast that the runtime does once."""
    graph, casts, kept = model.graph, [], []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size >= 64:
            kept.append(numpy_helper.from_array(values.astype(np.float16), weight.name + "_half"))
            casts.append(helper.make_node("Cast", [weight.name + "_half"], [weight.name], to=onnx.TensorProto.FLOAT))
        else:
            kept.append(weight)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


def main(name, path):
    network = {"upright": networks.Upright, "outline": networks.Outline}[name]()
    network.load_state_dict(torch.load(path))
    network = networks.folded(network)
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.numel() >= 64:
                parameter.copy_(parameter.half().float())
    shape = SHAPES[name]
    count = int(np.prod(shape))
    ramp = torch.from_numpy(((np.arange(count) * 37 % 101).astype(np.float32) / 50 - 1).reshape(shape))
    out = WEIGHTS / f"{name}.onnx"
    torch.onnx.export(
        network, (ramp,), str(out), input_names=["input"], output_names=["output"], dynamic_axes={"input": {0: "n"}},
        opset_version=17, dynamo=False)
    model = onnx.load(str(out))
    halved(model)
    model.producer_version = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(out))
    answer = network(ramp).detach().flatten()
    step = max(1, len(answer) // 32)
    checks = WEIGHTS / "checks.json"
    known = json.loads(checks.read_text()) if checks.exists() else {}
    known[name] = [round(float(value), 5) for value in answer[::step][: len(answer) // step]]
    checks.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    print(out, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
