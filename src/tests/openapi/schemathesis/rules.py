"""Rules that JSON Schema cannot say: generated requests that break them are not sent as valid ones."""

import datetime
import re
import uuid

import schemathesis

NUMBER_MAX = 2**53


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


def instant(text):
    return datetime.datetime.fromisoformat(text.upper().replace("Z", "+00:00"))


@schemathesis.hook
def filter_case(context, case):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return True
    if not arrives(case.body):
        return False
    if case.operation.label == "POST /v1/events":
        return all(map(is_soon, case.body if isinstance(case.body, list) else [case.body]))
    if case.operation.label == "GET /v1/tenant-admin/stats":
        return has_range(case.query or {})
    return True


def is_soon(event):
    """`deliverAt` is at most one year ahead."""
    at = event.get("deliverAt") if isinstance(event, dict) else None
    return at is None or re.match(r"^(19|20[012])", at) is not None


def has_range(query):
    """`since` is before `until`, and minutes reach two days back."""
    since, until = query.get("since"), query.get("until")
    now = datetime.datetime.now(datetime.timezone.utc)
    if since is None:
        return until is None or query.get("step") != "minute"
    try:
        start = instant(since)
        end = now if until is None else instant(until)
    except ValueError:
        return False
    return start < end and (query.get("step") != "minute" or start > now - datetime.timedelta(hours=47))


@schemathesis.hook
def map_case(context, case):
    """A key belongs to one body: each request gets its own."""
    if case.headers and "Idempotency-Key" in case.headers and case.meta and case.meta.generation.mode.is_positive:
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    return case
