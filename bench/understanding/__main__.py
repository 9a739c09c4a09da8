"""`python -m bench.understanding [--wrong]`: seconds."""

import sys
import time

from bench.understanding.score import PARTS, catalogue, score, sentences
from weituo.engines.understanding import understand

if __name__ == "__main__":
    for part in PARTS:
        done = score(part)
        print(f"{len(sentences(part))} sentences, {part}: precision, recall")
        for kind in ("item", "fault", "both", "danger", "place"):
            print(f"  {kind:10} {done.precision(kind):6.3f} {done.recall(kind):6.3f}")
        for name in sorted(name for name in done.meant if name.startswith("fault ")):
            print(f"    {name[6:]:12} {done.precision(name):6.3f} {done.recall(name):6.3f}  of {done.meant[name]}")
        if "--wrong" in sys.argv:
            for one, reading in done.wrong:
                found = (reading.item, reading.fault, reading.danger)
                print(f"    ! {one.text}: {found}, meant {one.item}/{one.fault}/{one.danger}")
    known, texts = catalogue(), [one.text for part in PARTS for one in sentences(part)]
    began = time.perf_counter()
    for text in texts:
        understand(text, known)
    print(f"  {(time.perf_counter() - began) / len(texts) * 1000:.2f} ms a sentence   target 5 ms")
