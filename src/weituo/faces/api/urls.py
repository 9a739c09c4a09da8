"""`/api/v1/…`; described in docs/openapi.json."""

from __future__ import annotations

from weituo.faces.api.interface import api

app_name = "api"
urlpatterns = api.urls[0]
