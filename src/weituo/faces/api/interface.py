"""The API object: one title, one version, all routes."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from weituo.faces.api import problem
from weituo.faces.api.phone import routes as phone
from weituo.faces.api.phone import uploads
from weituo.faces.api.routes import orders, places, statements, steps, understanding


class Interface(NinjaAPI):
    """Ninja's API, whose description tells errors as what they are."""

    def get_openapi_schema(self, *args: Any, **options: Any) -> OpenAPISchema:
        """The description with problem objects under their own content type."""
        schema = super().get_openapi_schema(*args, **options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {"application/problem+json": answer["content"].pop("application/json")}
        return schema


api = Interface(
    title="Weituo 委托",
    version="1",
    urls_namespace="api",
    docs_url=None,  # the page would fetch its script from elsewhere
    openapi_url="/openapi.json",
    description=(
        "Orders and statements of one estate, as the pages show them and under the same permissions. "
        "A token acts as one membership. Ids (UUIDv7) are made by the client; the same request again gives the first "
        "answer. Times are UTC in RFC 3339, money is integer fen. docs/api.md says it with examples."
    ),
)
problem.install(api)
api.add_router("", places.router)
api.add_router("", understanding.router)
api.add_router("", orders.router)
api.add_router("", steps.router)
api.add_router("", statements.router)
api.add_router("/phone", phone.router)
api.add_router("/phone", uploads.router)
