"""Rules that JSON Schema cannot say: generated requests that break them are not sent as valid ones."""

import datetime
import re
import uuid
import zoneinfo

import schemathesis

NUMBER_MAX = 2**53
TAKE_URLS = ["POST /v1/tenant-admin/webhooks", "PATCH /v1/tenant-admin/webhooks/{id}"]
ZONES = zoneinfo.available_timezones()


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.hook
def filter_case(context, case):
    if not is_positive(case):
        return True
    body = case.body
    if not arrives(body):
        return False
    operation = case.operation.label
    if operation == "POST /v1/events":
        return all(map(is_sendable, body if isinstance(body, list) else [body]))
    if isinstance(body, dict) and not fits(operation, body):
        return False
    if operation == "GET /v1/tenant-admin/stats":
        return has_range(case.query or {}) and has_minutes(case.query or {})
    return True


@schemathesis.hook
def map_case(context, case):
    """A key belongs to one body: each request gets its own. URLs lead to the public internet, which is allowed everywhere."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    if is_positive(case) and case.operation.label in TAKE_URLS and isinstance(case.body, dict):
        if isinstance(case.body.get("url"), str):
            case.body["url"] = re.sub(r"(?i)^https?://[^/?]*", "https://hooks.example.com", case.body["url"])
    return case


def arrives(value):
    """Numbers whose neighbours share one double are refused."""
    if isinstance(value, bool):
        return True
    if isinstance(value, (int, float)):
        return abs(value) <= NUMBER_MAX
    if isinstance(value, list):
        return all(map(arrives, value))
    if isinstance(value, dict):
        return all(map(arrives, value.values()))
    return True


def fits(operation, body):
    """What one field allows depends on another one, or on what is stored."""
    if operation.endswith("/webhooks/{id}/test"):
        # Data fit the type of `event`, which names the type of the event `eventId`.
        return body.get("data") is None and (body.get("event") is None or body.get("eventId") is None)
    if operation.endswith("/webhooks/{id}/recover"):
        return has_range(body) and (body.get("status") != [] or body.get("includeMissing") is True)
    if operation == "PATCH /v1/tenant-admin/webhooks/{id}":
        # A mask keeps a stored value.
        return not any("\u2022" in (value or "") for value in (body.get("headers") or {}).values())
    return True


def is_sendable(event):
    """`deliverAt` is at most one year ahead, a time zone is one of IANA's, and a link has a host."""
    if not isinstance(event, dict):
        return True
    at, data = event.get("deliverAt"), event.get("data") or {}
    return is_soon(at) and has_zone_and_links(data) and has_zone_and_links(data.get("previous") or {})


def is_soon(at):
    try:
        return at is None or instant(at) < now() + datetime.timedelta(days=365)
    except ValueError:
        return False


def has_zone_and_links(data):
    links = [link for link in (data.get("links") or {}).values() if isinstance(link, str)]
    return data.get("timezone") in ZONES | {None} and all(
        re.fullmatch(r"https://[a-z0-9]+(\.[a-z]+)+(/[!-~]*)?", link) for link in links
    )


def instant(text):
    return datetime.datetime.fromisoformat(text.upper().replace("Z", "+00:00"))


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def has_range(given):
    """`since` is before `until`, which is now by default."""
    since, until = given.get("since"), given.get("until")
    try:
        return since is None or instant(since) < (now() if until is None else instant(until))
    except ValueError:
        return False


def has_minutes(query):
    """Minutes reach 48 hours back."""
    if query.get("step") != "minute":
        return True
    since, until = query.get("since"), query.get("until")
    if since is None:
        return until is None
    return instant(since) > now() - datetime.timedelta(hours=47)
