"""`/ical/`: outside `/o/`, for programs that sign in nowhere."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.notices import feed

urlpatterns = [path("<slug:secret>.ics", feed.ical, name="ical")]
