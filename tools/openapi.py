"""docs/openapi.json: what the API is, committed, so that a change of it is seen. `write` takes the present one."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "openapi.json"


def text() -> str:
    """The description as it stands in the code. Needs Django's settings."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weituo.settings")
    django.setup()
    from weituo.faces.api.interface import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    now = text()
    if sys.argv[1:] == ["write"]:
        FILE.write_text(now, encoding="utf-8")
    else:
        same = FILE.exists() and FILE.read_text(encoding="utf-8") == now
        print("docs/openapi.json is up to date" if same else "the API changed: python tools/openapi.py write")
        sys.exit(not same)
