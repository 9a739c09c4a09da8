"""What every test may ask for. The database under test is DATABASE_URL's; without one it is SQLite."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import chromium, postgres

USES_DATABASE = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}


@pytest.fixture(scope="session", autouse=True)
def _facts_can_be_emptied() -> None:
    from tests.support import emptying

    emptying.allow()


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """A database in memory has one connection for all threads of the live server: two requests at once, as for two
    pictures of a page, would begin a transaction within the other's."""
    from threading import RLock

    from django.core.handlers.wsgi import WSGIHandler

    turn, answer = RLock(), WSGIHandler.__call__

    def answered(self: Any, *request: Any) -> Any:
        with turn:
            return answer(self, *request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", answered)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="only the tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second run, on the other database, repeats only what a database can change."""
    if not config.getoption("--only-database"):
        return
    chosen, left = [], []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        touches = item.get_closest_marker("django_db") is not None or bool(fixtures & USES_DATABASE)
        touches = touches or hasattr(getattr(item, "cls", None), "databases")  # Django's own TestCase
        again = touches and item.get_closest_marker("browser") is None and item.get_closest_marker("pg") is None
        (chosen if again else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = chosen


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL of our own, for the tests marked `pg`."""
    running = os.environ.get("DATABASE_URL", "")
    if running.startswith("postgres"):
        yield running
    else:
        with postgres.server() as url:
            yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, once for all tests of a worker."""
    from playwright.sync_api import sync_playwright

    path, environment = chromium.program()
    # Playwright keeps an event loop on this thread, which Django would take for a view that may not touch the ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=chromium.FLAGS, env={**os.environ, **environment}
        )
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A page as a phone shows it: 390 × 844, touch, Chinese."""
    yield from _page(browser, width=390, height=844, mobile=True)


@pytest.fixture
def desk(browser: Any) -> Iterator[Any]:
    """A page as a desk shows it: 1280 × 800, Chinese."""
    yield from _page(browser, width=1280, height=800, mobile=False)


def _page(browser: Any, *, width: int, height: int, mobile: bool) -> Iterator[Any]:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if mobile else 1,
        is_mobile=mobile,
        has_touch=mobile,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.problems = []  # what the page complained about; a test may look
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
