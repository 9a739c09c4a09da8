from django.urls import path

from weituo.faces.shared.views import files, health, home, language, signing

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("admin/login/", signing.admin_sign_in, name="admin-sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("membership", signing.membership, name="membership"),
    path("language", language.language, name="language"),
    path("files/<uuid:photo>/<slug:size>", files.file, name="file"),
    path("healthz", health.healthz, name="healthz"),
]
