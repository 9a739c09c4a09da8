"""`/log/<token>/…`: the paths of C2SP tlog-tiles behind a token, because entries are nobody's business but the parties'."""

from __future__ import annotations

from django.urls import path

from weituo.faces.log import views

app_name = "log"
urlpatterns = [
    path("<str:token>/checkpoint", views.checkpoint, name="checkpoint"),
    path("<str:token>/tile/<path:rest>", views.tile_page, name="tile"),
    path("<str:token>/cosignature", views.cosignature, name="cosignature"),
]
