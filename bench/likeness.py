"""How well a picture used before is found: `python -m bench.likeness [PICTURES [CHANGED]]`, about four minutes."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from random import Random

import numpy as np

from bench import pictures
from bench.__main__ import line, timed
from weituo.engines.likeness import Fingerprint, Index, alike, fingerprint
from weituo.engines.likeness.points import Points

PICTURES, CHANGED, LARGE = 2_000, 500, 100_000
MOVES = {
    "slightly": "the camera moved by up to 1.5 % of the picture",
    "a little": "… by up to 4 %",
    "a step": "… by up to 10 %",
}


def one(task: tuple[int, bool]) -> tuple[bytes, float, dict[str, bool]]:
    """A picture's fingerprint with the milliseconds it took, and which changes of it are found."""
    seed, changed = task
    scene = pictures.scene(seed)
    data = pictures.jpeg(scene)
    began = time.perf_counter()
    own = fingerprint(data)
    took = (time.perf_counter() - began) * 1000
    found = {}
    for name, change in pictures.CHANGES.items() if changed else ():
        found[name] = alike(own, fingerprint(change(scene, Random(f"{seed} {name}")))) is not None
    for kind in MOVES if changed else ():
        found[kind] = alike(own, fingerprint(pictures.jpeg(pictures.again(seed, kind)))) is not None
    return bytes(own), took, found


def measure(count: int, changed: int) -> None:
    """Recall, false alarms, times."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        done = pool.map(one, [(seed, seed < changed) for seed in range(count)], chunksize=10)
    prints = [Fingerprint.read(data) for data, _, _ in done]
    took = sorted(ms for _, ms, _ in done)
    print(f"likeness of {count:,} pictures of 640 × 480, {changed:,} of them changed in each way")
    recall = Counter(name for _, _, found in done for name, yes in found.items() if yes)
    for name in pictures.CHANGES:
        print(f"  found: {name:<48} {recall[name] / changed:7.3f}   target 0.95")
    for kind, words in MOVES.items():
        print(f"  flagged though taken again, {words:<48} {recall[kind] / changed:7.3f}   a person decides")
    alarms(prints)
    sizes = sorted(len(data) for data, _, _ in done)
    print(f"  a fingerprint is {statistics.median(sizes):,.0f} bytes, {sizes[-1]:,} at most")
    line("fingerprint of a picture of 640 × 480", took, "–")
    large = pictures.jpeg(pictures.scene(1).resize((1600, 1200)))
    line("fingerprint of a kept photo, 1600 × 1200", timed(lambda: fingerprint(large), 30), "100 ms")
    search(prints)
    start_up()


def alarms(prints: list[Fingerprint]) -> None:
    """Each picture asked for among those before it, as it is in use; both sides of each."""
    index = Index[int](lambda key: prints[key])
    false = []
    for number, print_ in enumerate(prints):
        false += [(number, match.key, match.likeness.kind) for match in index.search(print_)]
        index.add(number, print_)
    pairs = len(prints) * (len(prints) - 1) // 2
    print(f"  false alarms among {pairs:,} pairs of different pictures: {len(false)} {false[:5]}   target 1 in 10,000")


def search(prints: list[Fingerprint]) -> None:
    """Among LARGE: places of real pictures mixed and blurred by 8 bits, so that buckets are as full as real ones."""
    rng = np.random.default_rng(1)
    pool = {name: np.concatenate([getattr(one.points, name) for one in prints]) for name in ("x", "y", "size", "bits")}
    index = Index[int](lambda key: prints[key % len(prints)])
    began = time.perf_counter()
    for number in range(LARGE):
        if number < len(prints):
            index.add(number, prints[number])
            continue
        some = rng.integers(0, len(pool["x"]), 64)
        flips = (np.uint64(1) << rng.integers(0, 64, (8, 64), dtype=np.uint64)).sum(axis=0, dtype=np.uint64)
        mixed = Points(pool["x"][some], pool["y"][some], pool["size"][some], pool["bits"][some] ^ flips)
        like = prints[number % len(prints)]
        whole = rng.integers(0, 1 << 63, 4, dtype=np.uint64)
        index.add(number, Fingerprint(like.width, like.height, whole, whole, mixed, like.small))
    index.search(prints[0])
    print(f"  {LARGE:,} fingerprints put into the index in {time.perf_counter() - began:.1f} s")
    turn = iter(range(10**6))
    values = timed(lambda: index.search(prints[next(turn) % len(prints)]), 200)
    line(f"search among {LARGE:,}, mirrored too", values, "500 ms")
    print(f"  memory of the whole run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB")


def start_up() -> None:
    """What a process pays that only imports the engine."""
    code = "import sys, weituo.engines.likeness; sys.exit(bool({'numpy', 'imagehash', 'scipy'} & set(sys.modules)))"
    lazy = subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    print(f"  importing the engine imports neither numpy nor imagehash nor scipy: {'yes' if lazy else 'NO'}")


if __name__ == "__main__":
    measure(*([int(word) for word in sys.argv[1:3]] + [PICTURES, CHANGED][len(sys.argv) - 1 :]))
