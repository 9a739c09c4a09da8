"""Addresses under `/o/`."""

from __future__ import annotations

from django.urls import path

from weituo.faces.office.drafts.views import begin, compare, draft, responsible, signing

urlpatterns = [
    path("responsible", responsible.responsible_page, name="responsible"),
    path("drafts/", begin.drafts_page, name="drafts"),
    path("drafts/start", begin.start, name="draft-start"),
    path("drafts/version-text", compare.version_text, name="version-text"),
    path("drafts/<uuid:draft_id>", draft.draft_page, name="draft"),
    path("drafts/<uuid:draft_id>/change", draft.change, name="draft-change"),
    path("drafts/<uuid:draft_id>/parts", draft.parts, name="draft-parts"),
    path("drafts/<uuid:draft_id>/undo", draft.undo, name="draft-undo"),
    path("drafts/<uuid:draft_id>/proposal", draft.propose, name="draft-propose"),
    path("drafts/<uuid:draft_id>/withdrawal", draft.withdraw, name="draft-withdraw"),
    path("drafts/<uuid:draft_id>/changes", compare.changes_page, name="draft-changes"),
    path("drafts/<uuid:draft_id>/text", compare.text, name="draft-text"),
    path("drafts/<uuid:draft_id>/sign", signing.sign_page, name="draft-sign"),
    path("drafts/<uuid:draft_id>/signature", signing.sign, name="draft-signature"),
]
