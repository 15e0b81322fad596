"""Rules that JSON Schema cannot say: generated requests that break them are not sent as valid ones."""

import datetime
import ipaddress
import itertools
import json
import os
import re
import uuid
import zoneinfo

import schemathesis
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

NUMBER_MAX = 2**53
URL_CHARS_MAX = 2_048
TAKES_URL = re.compile(r"POST \S+/webhooks|PATCH \S+/webhooks/\{id\}")
# Cursors of these lists are no ids: only those of a page before are accepted.
OPAQUE_CURSORS = {f"GET /v1/operator/{name}" for name in ("event-types", "pauses", "stuck", "tenants")}
ZONES = zoneinfo.available_timezones()
with open(os.environ["SCHEMATHESIS_WORLD"]) as file:
    WORLD = json.load(file)
TENANTS = itertools.cycle(WORLD["tenants"])


def is_valid(case, place):
    """A request that is wrong elsewhere, or only has a header too many, may have a valid body."""
    component = case.meta.components.get(place)
    return component is None or component.mode.is_positive


@schemathesis.hook
def filter_case(context, case):
    operation = case.operation.label
    if is_valid(case, ParameterLocation.QUERY):
        if operation in OPAQUE_CURSORS and "cursor" in case.query:
            return False
        if operation == "GET /v1/tenant-admin/stats":
            return has_range(case.query) and has_minutes(case.query)
    if is_lenient_key(case.headers.get("Idempotency-Key")):
        return False
    if case.body is NOT_SET:
        return True
    return is_accepted(operation, case.body) if is_valid(case, ParameterLocation.BODY) else is_refused(case.body)


def is_lenient_key(key):
    """Keys are described as ASCII, which arrives whole through all proxies. Other letters and blanks are taken too."""
    return isinstance(key, str) and (not key.isascii() or " " in key)


def is_refused(body):
    """Blanks around a name are taken off before its rules, and the first part of an email may be longer than RFC 5321 allows."""
    if isinstance(body, list):
        return all(map(is_refused, body))
    if not isinstance(body, dict):
        return True
    texts = [text for name, text in body.items() if name in ("name", "title", "description", "note") and isinstance(text, str)]
    email = body.get("email")
    return all(text == text.strip() for text in texts) and not (isinstance(email, str) and email.find("@") > 64)


def is_accepted(operation, body):
    if not arrives(body):
        return False
    if operation == "POST /v1/events":
        return all(map(is_sendable, body if isinstance(body, list) else [body]))
    if operation == "POST /e/{eventKey}":
        return all(event.get("ts", 0) < now().timestamp() * 1000 for event in (body if isinstance(body, list) else [body]))
    if operation == "POST /v1/operator/tenants":
        return all(map(is_named, body)) and len({tenant["id"] for tenant in body}) == len(body)
    return not isinstance(body, dict) or (fits(operation, body) and fits_operator(operation, body))


@schemathesis.hook
def map_case(context, case):
    """A key belongs to one body: each request gets its own. URLs lead to the public internet, which is allowed everywhere."""
    tenant = next(TENANTS)
    act_as(tenant, case)
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    body = case.body
    if body is NOT_SET or not is_valid(case, ParameterLocation.BODY):
        return case
    if case.operation.label == "POST /e/{eventKey}":
        for event in body if isinstance(body, list) else [body]:
            # Any data are described; an event has those of its type, and an id belongs to one event.
            event.update(id=uuid.uuid4().hex, data={**WORLD["samples"][event["name"]], "tenantId": tenant["tenantId"]})
    if not isinstance(body, dict):
        return case
    if TAKES_URL.fullmatch(case.operation.label) and isinstance(body.get("url"), str):
        body["url"] = re.sub(r"(?i)^https?://[^/?]*", "https://hooks.example.com", body["url"])[:URL_CHARS_MAX]
    if case.operation.label == "PUT /v1/operator/event-types/{name}":
        # Any object is described; a schema has rules of its own, and the sample fits it.
        body.update(schema={"type": "object"}, sample={"roomId": "room_1"}, resourceIdField="roomId")
    return case


def act_as(tenant, case):
    """Sends the key of one tenant, and names its objects. Objects that a request removes are made up, so that the others stay."""
    of_operator = case.operation.path.startswith("/v1/operator/")
    if not case.operation.schema.is_security_param_negated(case):
        key = tenant["operatorKey" if of_operator else "apiKey"]
        case.headers["Authorization"] = f"Bearer {key}"
    removes = case.operation.method.upper() == "DELETE" and "scope" not in case.path_parameters
    is_kept = not removes and case.operation.label != "PUT /v1/operator/tenants/{tenantId}"
    if is_valid(case, ParameterLocation.PATH) and is_kept:
        for name, made_up in case.path_parameters.items():
            case.path_parameters[name] = tenant.get(kind_of(name, case.operation.path), made_up)


def kind_of(name, path):
    """`{id}` is an object of the list before it."""
    return name if name != "id" else path.split("/{id}")[0].rsplit("/", 1)[1]


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
    if operation.startswith("PATCH ") and operation.endswith("/webhooks/{id}"):
        # A mask keeps a stored value.
        return not any("\u2022" in (value or "") for value in (body.get("headers") or {}).values())
    return True


def is_named(tenant):
    """A new tenant has a name."""
    return isinstance(tenant.get("name"), str)


def fits_operator(operation, body):
    if operation == "PUT /v1/operator/tenants/{tenantId}":
        return is_named(body)
    if operation.endswith("/portal-sessions"):
        # PORTAL_ORIGINS lists the origins.
        return body.get("returnUrl") is None
    if operation.endswith("/api-keys"):
        return is_ahead(body.get("expiresAt"))
    if operation == "POST /v1/operator/keys":
        return all(map(is_network, body.get("allowedFrom") or []))
    return True


def is_ahead(at):
    try:
        return at is None or instant(at) > now()
    except ValueError:
        return False


def is_network(text):
    try:
        ipaddress.ip_network(text)
        return text.isascii()
    except ValueError:
        return False


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
