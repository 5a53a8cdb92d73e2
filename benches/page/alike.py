"""Means over a set as if it were as hard for a peer as another set is: `alike.py OURS.json PEER.json [--found 0.951 0.86]`.

Two sets of photos are not equally hard. Where a peer's figures on another set are known, its results here say how the
photos of this one must weigh for it to find as much: those where it found the page (IoU of 0.9) get their share of the
other set's, and the rest is tilted exponentially until the peer's mean IoU is the other set's too (Good, 1963). Only the
peer's finding decides the weights, never what is measured with them. The files are those of `score.py --json`.
"""
import argparse
import json
import math

MEASURES = ("iou", "upright", "ssim", "ssim_registered", "cer", "word_f1", "paper", "spread", "dirty", "colour", "marks_kept")
GROUPS = ("bent: curl", "bent: book")


def weights(found, mean, share):
    """A weight for each name, so that the peer's IoUs (`found`) have that mean, and that share is at 0.9 or better."""
    good = {name for name, iou in found.items() if iou >= 0.9}
    rest = {name: iou for name, iou in found.items() if name not in good}
    weight_of_rest = len(good) * (1 - share) / share

    def tilted(tilt):
        raw = {name: math.exp(tilt * iou) for name, iou in rest.items()}
        scale = weight_of_rest / sum(raw.values())
        return {**{name: 1.0 for name in good}, **{name: value * scale for name, value in raw.items()}}

    low, high = -50.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        trial = tilted(middle)
        reached = sum(trial[name] * found[name] for name in trial) / sum(trial.values())
        low, high = (middle, high) if reached < mean else (low, middle)
    return tilted(low)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours")
    parser.add_argument("peer")
    parser.add_argument("--found", nargs=2, type=float, default=(0.951, 0.86), metavar=("IOU", "SHARE"),
                        help="what the peer finds on the other set")
    args = parser.parse_args()
    rows = []
    for path in (args.ours, args.peer):
        with open(path, encoding="utf-8") as file:
            rows.append({row["name"]: row for row in json.load(file)["rows"] if "iou" in row})
    ours, peer = rows
    weight = weights({name: row["iou"] for name, row in peer.items()}, *args.found)

    def mean(of, measure, group=None):
        names = [name for name in weight if measure in of[name] and (group is None or group in of[name]["groups"])]
        total = sum(weight[name] for name in names)
        return sum(weight[name] * of[name][measure] for name in names) / total if total else float("nan")

    for who, of in (("ours", ours), ("peer", peer)):
        share = sum(weight[name] * (of[name]["iou"] >= 0.9) for name in weight) / sum(weight.values())
        told = {measure: round(mean(of, measure), 3) for measure in MEASURES}
        print(who, {"iou90": round(share, 3), **told, **{group: round(mean(of, "ssim", group), 3) for group in GROUPS}})


if __name__ == "__main__":
    main()
