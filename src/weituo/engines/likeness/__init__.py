"""Whether one picture was made from another: re-compressed, scaled, cropped, mirrored, stamped with a time.

Nothing here decides anything: it proposes pairs that a person looks at. No state, no clock, no Django. numpy and
imagehash are imported when the first picture is read, not when this module is.
"""

from weituo.engines.likeness.compare import Likeness, alike
from weituo.engines.likeness.index import Index
from weituo.engines.likeness.picture import Unreadable
from weituo.engines.likeness.prints import Fingerprint, fingerprint

__all__ = ["Fingerprint", "Index", "Likeness", "Unreadable", "alike", "fingerprint"]
