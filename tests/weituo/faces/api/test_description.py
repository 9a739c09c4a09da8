"""The committed description is the API, and every operation declares who may call it."""

import json
import sys
from pathlib import Path

from ninja.constants import NOT_SET

from weituo.faces.api.access import Phone, Session, Token
from weituo.faces.api.interface import api
from weituo.faces.shared.access import SIGNED_IN
from weituo.people.roles import PERMISSIONS

ROOT = Path(__file__).resolve().parents[4]


def described():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import openapi
    finally:
        sys.path.pop(0)
    return openapi


def test_the_committed_description_is_the_api():
    openapi = described()
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.text(), "python tools/openapi.py write"


def test_every_operation_names_a_permission_that_exists_and_can_fail_as_a_problem():
    schema = json.loads(described().text())
    assert schema["openapi"].startswith("3.1")
    names = []
    for path in schema["paths"].values():
        for operation in path.values():
            names.append(operation["operationId"])
            assert operation["x-permission"] in {*PERMISSIONS, SIGNED_IN}, operation["operationId"]
            for status in ("401", "403", "404", "409", "422"):
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
    assert len(names) == len(set(names))


def test_every_operation_is_guarded_by_what_it_declares():
    for prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                guards = operation.auth_param
                assert guards is not NOT_SET
                assert guards, operation.operation_id
                kinds = {type(guard) for guard in guards}
                own = {"pair_phone": {Session}, "revoke_phone": {Phone, Session}}
                phone = own.get(operation.operation_id, {Phone}) if prefix.endswith("/phone") else None
                assert kinds == (phone or {Token, Session}), operation.operation_id
                assert {guard.permission for guard in guards} == {operation.openapi_extra["x-permission"]}
