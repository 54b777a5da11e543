"""One live process of the benchmark: builds a peer's steps and times them on request.

Started as `python worker.py PEER THREADS`. Each line on standard input is `STEP REPEATS [LENGTH]`; the
answer is one line of JSON: seconds of CPU and of wall time a step, or why there are none. It needs only the
peer's own packages.
"""

import importlib
import json
import os
import sys
import time


def measure(build, step, repeats, length, made):
    """Seconds a step: the peer builds it at the first request and keeps it."""
    key = step, length
    if key not in made:
        made[key] = build(step, length)
        if made[key] is not None:
            for _ in range(3):
                made[key]()
    if made[key] is None:
        return {"absent": "this peer has no such step"}
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(repeats):
        made[key]()
    return {"cpu": (time.process_time() - cpu) / repeats, "wall": (time.perf_counter() - wall) / repeats}


def main():
    """Answer requests until standard input closes."""
    peer, threads = sys.argv[1], sys.argv[2]
    for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
        os.environ[name + "_NUM_THREADS"] = threads
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever a peer prints stays out of the answers
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    made: dict = {}
    try:
        build = importlib.import_module("peer_" + peer).build
    except Exception as error:
        print(json.dumps({"absent": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        return
    print(json.dumps({"ready": peer}), file=answers, flush=True)
    for line in sys.stdin:
        step, repeats, *length = line.split()
        try:
            answer = measure(build, step, int(repeats), int(length[0]) if length else 0, made)
        except Exception as error:
            answer = {"absent": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
