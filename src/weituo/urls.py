"""Every face under its first letter. `/q/<code>` and `/t/<token>` are printed and sent: they never move."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("weituo.faces.shared.urls")),
    path("", include("weituo.faces.resident.urls")),  # /q/<code>, /t/<token>
    path("", include("weituo.faces.account.urls")),
    path("e/", include("weituo.faces.engineer.urls")),
    path("o/", include("weituo.faces.office.urls")),
    path("a/", include("weituo.faces.auditor.urls")),
    path("ical/", include("weituo.faces.office.notices.feed_urls")),
    path("log/", include("weituo.faces.log.urls")),
    path("api/v1/", include("weituo.faces.api.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "weituo.faces.shared.errors.bad_request"
handler403 = "weituo.faces.shared.errors.denied"
handler404 = "weituo.faces.shared.errors.missing"
handler500 = "weituo.faces.shared.errors.broken"
