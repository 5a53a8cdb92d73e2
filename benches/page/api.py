"""Times ScanFile from request to answer: `api.py URL PHOTOS [--at-once 1] [--rounds 1]`, the key in ASSAY_API_KEY.

URL is a running server's, PHOTOS a folder. Photos go as base64 in the body, each after the one before it, or so many at
once; all answers are read whole. Prints the median, the 95th of a hundred, and how many a second.
"""
import argparse
import base64
import concurrent.futures
import json
import os
import statistics
import time
import urllib.request
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("photos", type=Path)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    headers = {"Authorization": f"Bearer {os.environ['ASSAY_API_KEY']}", "Content-Type": "application/json"}
    bodies = [json.dumps({"imageBase64": base64.b64encode(path.read_bytes()).decode()}).encode()
              for path in sorted(args.photos.glob("*.jpg"))]

    def scan(body):
        since = time.perf_counter()
        request = urllib.request.Request(f"{args.url}/scan/file", data=body, headers=headers)
        with opener.open(request, timeout=60) as answer:
            [page, *_] = json.load(answer)["scanFileInfoList"]
        assert page["imageBase64"]
        return (time.perf_counter() - since) * 1000

    scan(bodies[0])
    since = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(args.at_once) as pool:
        times = sorted(pool.map(scan, bodies * args.rounds))
    a_second = len(times) / (time.perf_counter() - since)
    print(f"{len(times)} photos, {args.at_once} at once: median {statistics.median(times):.0f} ms, "
          f"95th of a hundred {times[int(len(times) * 0.95)]:.0f} ms, {a_second:.2f} a second")


if __name__ == "__main__":
    main()
