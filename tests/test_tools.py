"""The tests' own tools: the browser draws a page as Chinese readers get it, PostgreSQL answers."""

import psycopg
import pytest


@pytest.mark.browser
def test_the_phone_shows_a_page(phone):
    phone.set_content("<h1>有人来吗</h1><script>document.body.dataset.width = innerWidth</script>")
    assert phone.inner_text("h1") == "有人来吗"
    assert phone.evaluate("document.body.dataset.width") in {"390", "980"}
    assert phone.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
    assert phone.problems == []


@pytest.mark.pg
def test_postgresql_sorts_and_stores_chinese(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("select '委托', current_setting('server_encoding'), current_setting('fsync')")
        assert row.fetchone() == ("委托", "UTF8", "off")
