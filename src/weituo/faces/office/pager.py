"""A page of a list as templates know it from Django's paginator."""

from __future__ import annotations

from dataclasses import dataclass

from weituo.work.reads import Page


@dataclass(frozen=True, slots=True)
class Count:
    count: int
    num_pages: int


@dataclass(frozen=True, slots=True)
class Pager:
    """Where this page stands among the others."""

    number: int
    size: int
    paginator: Count
    more: bool = False

    @property
    def start_index(self) -> int:
        return (self.number - 1) * self.size + 1 if self.paginator.count else 0

    @property
    def end_index(self) -> int:
        return min(self.number * self.size, self.paginator.count)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.paginator.num_pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def pager(page: Page) -> Pager:
    """From the work room's page."""
    return Pager(page.number, page.size, Count(page.count, page.pages), page.more)
