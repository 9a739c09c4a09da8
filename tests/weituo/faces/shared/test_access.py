"""Denied unless declared."""

import pytest
from django.core import checks
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, include, path, reverse
from django.views import View

from weituo.faces.shared import access
from weituo.faces.shared.access import require
from weituo.people.models import Person
from weituo.people.roles import PERMISSIONS

pytestmark = pytest.mark.django_db


def undeclared(request):
    return HttpResponse("secret")


@require("order.list")
def listed(request):
    return HttpResponse(request.actor.name)


@require("order.imaginary")
def imaginary(request):
    return HttpResponse("secret")


@require("statement.sign")
class Signing(View):
    def get(self, request):
        return HttpResponse("signing")


urlpatterns = [
    path("", include("weituo.faces.shared.urls")),
    path("", include("weituo.faces.account.urls")),
    path("undeclared", undeclared, name="undeclared"),
    path("listed", listed, name="listed"),
    path("imaginary", imaginary, name="imaginary"),
    path("signing", Signing.as_view(), name="signing"),
]
handler403 = "weituo.faces.shared.errors.denied"


def member(name):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(username=name))
    return client


def test_the_project_passes_its_own_check():
    assert [found.id for found in checks.run_checks(tags=["access"])] == []


@pytest.mark.urls("tests.weituo.faces.shared.test_access")
def test_the_check_finds_what_declares_nothing_or_nonsense():
    found = {(one.id, one.msg) for one in checks.run_checks(tags=["access"])}
    assert found == {
        ("weituo.access.E001", "The view at '/undeclared' declares no access."),
        ("weituo.access.E002", "The view at '/imaginary' needs the unknown permission 'order.imaginary'."),
    }


def test_every_public_name_is_a_page_of_ours():
    names = {page.name for page in access.pages()}
    assert set(access.PUBLIC) <= names
    assert len(set(access.PUBLIC)) == len(access.PUBLIC)
    public = {page.name.split(":")[0] for page in access.pages() if page.public and ":" in page.name}
    assert public == {"resident", "account", "engineer"}
    # of the engineer only the shell of the app, which is the same for everybody and holds no data
    shell = {name for name in access.PUBLIC if name.startswith("engineer:")}
    assert shell == {"engineer:app", "engineer:app-worker", "engineer:app-manifest", "engineer:app-session"}


@pytest.mark.urls("tests.weituo.faces.shared.test_access")
@pytest.mark.parametrize("name", ["wang", "li", "zhou", "admin", None])
@pytest.mark.parametrize("address", ["/undeclared", "/imaginary"])
def test_what_declares_nothing_is_closed_to_everybody(estate, name, address):
    client = member(name) if name else Client(HTTP_HOST="localhost")
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in ((403, 302) if name is None else (403,))
        assert b"secret" not in answer.content


@pytest.mark.urls("tests.weituo.faces.shared.test_access")
def test_a_role_with_the_permission_comes_in_and_others_do_not(estate):
    assert member("li").get("/listed").content.decode() == "李主管"
    assert member("wu").get("/listed").status_code == 403
    assert member("zhou").get("/signing").status_code == 200
    assert member("wang").get("/signing").status_code == 403


@pytest.mark.urls("tests.weituo.faces.shared.test_access")
def test_a_stranger_is_led_to_sign_in_and_back(estate):
    stranger = Client(HTTP_HOST="localhost")
    answer = stranger.get("/listed?late=1")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=%2Flisted%3Flate%3D1")
    assert stranger.post("/listed").status_code == 403
    part = stranger.get("/listed", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (401, "/sign-in?next=%2Flisted")


@pytest.mark.urls("tests.weituo.faces.shared.test_access")
def test_an_ended_membership_opens_nothing(estate, clock):
    from weituo.people.models import Membership

    client = member("li")
    Membership.objects.filter(person__username="li").update(until=clock.now)
    assert client.get("/listed").status_code == 403


def test_permissions_are_told_apart_on_the_registry(estate):
    pages = {page.name: page for page in access.pages()}
    assert access.permission_of(pages["sign-out"].view) == access.SIGNED_IN
    assert access.permission_of(pages["sign-in"].view) is None
    assert pages["resident:report"].public
    assert pages["admin:index"].delegated
    for page in pages.values():
        declared = page.permission
        assert page.public or page.delegated or declared in {access.SIGNED_IN, access.ACCOUNT, *PERMISSIONS}, page


def test_nobody_holds_an_unknown_permission(estate):
    for actor in estate.actors.values():
        assert not access.allowed(actor, "order.imaginary")
    assert not access.allowed(None, access.SIGNED_IN)


def test_every_page_turns_a_stranger_away_unless_it_is_public(estate):
    """Walks the whole project as nobody, GET and POST, on addresses that need no real id."""
    stranger = Client(HTTP_HOST="localhost")
    samples = {"uuid": "00000000-0000-7000-8000-000000000000", "slug": "x", "str": "2026-10", "int": "1"}
    walked = 0
    for page in access.pages():
        if page.public or page.delegated:
            continue
        route = page.route
        for kind, value in samples.items():
            while f"<{kind}:" in route:
                start = route.index(f"<{kind}:")
                route = route[:start] + value + route[route.index(">", start) + 1 :]
        assert "<" not in route, route
        assert stranger.get(f"/{route}").status_code == 302, route
        assert stranger.post(f"/{route}").status_code == 403, route
        walked += 1
    assert walked > 20


def test_every_menu_entry_leads_somewhere_and_asks_for_what_its_page_asks_for():
    from weituo.faces.shared.navigation import ENTRIES, FIRST_PAGE

    pages = {page.name: page for page in access.pages()}
    for entry in ENTRIES:
        assert pages[entry.name].permission == entry.permission
    assert set(FIRST_PAGE.values()) <= set(pages)
    with pytest.raises(NoReverseMatch):
        reverse("office:imaginary")
