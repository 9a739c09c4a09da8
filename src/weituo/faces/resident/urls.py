"""`/q/` keeps room for files such as WeChat's check file: a code has no dot."""

from django.urls import path

from weituo.faces.resident.views import follow, photos, proof, proposal, report, track, voice

app_name = "resident"
urlpatterns = [
    path("q/<slug:code>", report.report, name="report"),
    path("q/<slug:code>/photos", photos.photos, name="photos"),
    path("q/<slug:code>/proposal", proposal.proposal, name="proposal"),
    path("q/<slug:code>/follow", follow.follow, name="follow"),
    path("t/<str:token>", track.track, name="track"),
    path("t/<str:token>/state", track.state, name="state"),
    path("t/<str:token>/confirm", voice.confirm, name="confirm"),
    path("t/<str:token>/reject", voice.reject, name="reject"),
    path("t/<str:token>/rate", voice.rate, name="rate"),
    path("t/<str:token>/withdraw", voice.withdraw, name="withdraw"),
    path("t/<str:token>/proof.zip", proof.proof, name="proof"),
    path("t/<str:token>/facts/<uuid:fact_id>.<str:kind>", proof.fact, name="fact"),
]
