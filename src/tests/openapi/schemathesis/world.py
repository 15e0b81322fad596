"""Makes tenants with one object of each kind, and prints them as JSON for rules.py: world.py http://127.0.0.1:3000 OPERATOR_KEY EVENT_KEY

Each tenant has keys of its own, so that the limits of a key (600 changes a minute) answer few of the requests.
"""

import json
import sys
import time
import urllib.error
import urllib.request

TENANTS = 12
# Nothing listens there: deliveries fail at once, and wait for their retry.
URL = "http://127.0.0.1:9/hook"
ROOM = {
    "title": "Room booked",
    "description": "A guest books a room.",
    "schema": {"type": "object", "required": ["roomId"]},
    "sample": {"roomId": "room_1"},
    "resourceIdField": "roomId",
}


def call(method, path, key, body=None):
    request = urllib.request.Request(base + path, method=method)
    request.add_header("authorization", f"Bearer {key}")
    if body is not None:
        request.add_header("content-type", "application/json")
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read() or "null")
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")


def wait_for_delivery(key):
    for _ in range(300):
        found = call("GET", "/v1/tenant-admin/deliveries?status=retrying", key)["data"]
        if found:
            return found[0]
        time.sleep(0.1)
    sys.exit("no delivery after 30 seconds")


def make_tenant(number):
    own = f"/v1/operator/tenants/schemathesis-{int(time.time())}-{number}"
    tenant = call("PUT", own, operator_key, {"name": f"Schemathesis {number}"})
    scopes = [f"{of}:{may}" for of in ("webhooks", "deliveries", "events") for may in ("read", "write")]
    api_key = call("POST", f"{own}/api-keys", operator_key, {"name": "schemathesis", "scopes": scopes, "mode": "live"})
    user = {"email": f"{tenant['id']}@example.com", "name": "Ada", "role": "viewer"}
    webhook = call("POST", f"{own}/webhooks", operator_key, {"url": URL, "events": ["*"]})
    event = {"event": "appointment.created", "data": {"appointmentId": f"apt_{number}"}}
    call("POST", "/v1/events", api_key["key"], event)
    delivery = wait_for_delivery(api_key["key"])
    own_key = call("POST", "/v1/operator/keys", operator_key, {"name": f"schemathesis {number}"})["key"]
    recovery = {"since": "2020-01-01T00:00:00Z", "includeMissing": True}
    return {
        "eventKey": event_key,
        "apiKey": api_key["key"],
        "operatorKey": own_key,
        "tenantId": tenant["id"],
        "key": api_key["id"],
        "name": "room.booked",
        "scope": f"host:h{number}.example.com",
        "users": call("POST", f"{own}/users", operator_key, user)["id"],
        "webhooks": webhook["id"],
        "deliveries": delivery["id"],
        "events": delivery["eventId"],
        "rid": call("POST", f"{own}/webhooks/{webhook['id']}/recover", own_key, recovery)["id"],
    }


base, operator_key, event_key = sys.argv[1:]
call("PUT", "/v1/operator/event-types/room.booked", operator_key, ROOM)
samples = {each["type"]: each["sample"] for each in call("GET", "/v1/event-types", operator_key)["data"]}
print(json.dumps({"samples": samples, "tenants": [make_tenant(each) for each in range(TENANTS)]}))
