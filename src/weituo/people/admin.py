"""The address book on the admin site, for superusers. Everyday granting happens through `actions`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from weituo.ledger import ids
from weituo.people import actions, reading, sessions
from weituo.people.models import Membership, Organisation, Person


class WithId(admin.ModelAdmin):
    """Gives a new row its id, of the moment the request came."""

    def save_model(self, request: HttpRequest, obj: Any, form: forms.Form, change: bool) -> None:
        if not change:
            obj.id = ids.uuid7(request.now)  # type: ignore[attr-defined]  # set by ActorMiddleware
        super().save_model(request, obj, form, change)


@admin.register(Organisation)
class OrganisationAdmin(WithId):
    fields = ("kind", "name_zh", "name_en")
    list_display = ("name_zh", "name_en", "kind")
    list_filter = ("kind",)


class PersonForm(forms.ModelForm):
    """With a new password, when one is wanted: whoever opens the admin site may give one, nobody may read one."""

    new_password = forms.CharField(
        label=_("New password"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    class Meta:
        model = Person
        fields = ("username", "name", "phone", "language", "is_active", "is_superuser")

    def clean_new_password(self) -> str:
        wanted = str(self.cleaned_data.get("new_password") or "")
        if wanted:
            validate_password(wanted, self.instance)
        return wanted


@admin.register(Person)
class PersonAdmin(WithId):
    form = PersonForm
    list_display = ("name", "username", "phone", "is_active", "is_superuser")
    search_fields = ("name", "username", "phone")

    def get_queryset(self, request: HttpRequest) -> Any:
        if actor := request.actor:  # type: ignore[attr-defined]  # set by ActorMiddleware
            reading.note(actor, "people", "admin")
        return super().get_queryset(request)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.Form, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if wanted := form.cleaned_data.get("new_password"):
            sessions.change_password(person_id=obj.pk, password=wanted, now=request.now)  # type: ignore[attr-defined]


@admin.register(Membership)
class MembershipAdmin(WithId):
    """Rows are ended, not deleted: facts name their pseudonyms."""

    fields = ("person", "organisation", "estate_id", "role", "party", "since", "until")
    list_display = ("person", "organisation", "role", "party", "estate_id", "since", "until")
    list_filter = ("role", "party")
    search_fields = ("person__name", "person__username")
    autocomplete_fields = ("person",)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.Form, change: bool) -> None:
        if not change:
            obj.pseudonym = actions.pseudonym()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
