import logging

import pytest

from weituo import hosts


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "192.168.1.20", "10.0.0.7", "[fd00::7]", "testserver", "pump-room.local"],
)
def test_a_trial_answers_to_this_machine_and_its_network(client, settings, host):
    assert settings.TRIAL
    assert hosts.trial_host(host)


@pytest.mark.parametrize("host", ["evil.example", "8.8.8.8", "localhost.evil.example", "192.168.1.20.evil.example"])
@pytest.mark.django_db
def test_a_trial_answers_to_no_other_name(client, host):
    assert not hosts.trial_host(host)
    assert client.get("/healthz", headers={"host": host}).status_code == 400
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody in front: the header is the caller's own invention
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "nonsense", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_whose_request_it_is(rf, settings, proxies, forwarded, found):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": forwarded})
    assert hosts.client(request) == found


def test_the_log_keeps_no_tracking_address():
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", ("/t/s3cretToken/rate",), None
    )
    assert hosts.Discreet().filter(record)
    assert record.getMessage() == "Not Found: /t/…/rate"
