"""The engineer's phone."""

from __future__ import annotations

from django.urls import include, path

from weituo.faces.engineer.views import home, job, photos, proof

app_name = "engineer"
urlpatterns = [
    path("", home.home, name="home"),
    path("app/", include("weituo.faces.engineer.app.urls")),
    path("here", home.find, name="find"),
    path("here/<slug:code>", home.here, name="here"),
    path("orders/<uuid:order_id>", job.job, name="job"),
    path("orders/<uuid:order_id>/taking", job.take_it, name="take"),
    path("orders/<uuid:order_id>/arrival", job.arrive_there, name="arrive"),
    path("orders/<uuid:order_id>/pause", job.pause_it, name="pause"),
    path("orders/<uuid:order_id>/resumption", job.resume_it, name="resume"),
    path("orders/<uuid:order_id>/completion", job.claim_it, name="claim"),
    path("orders/<uuid:order_id>/photos", photos.photos, name="photos"),
    path("orders/<uuid:order_id>/proof.zip", proof.proof, name="proof"),
    path("orders/<uuid:order_id>/facts/<uuid:fact_id>.<str:kind>", proof.fact, name="fact"),
]
