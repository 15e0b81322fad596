/** Code that verifies a signature, complete with imports and without a library. Tests run it with real signatures. */
export type Snippet = { id: string; label: string; file: string; code: string };

const NODE = `import { createHmac, timingSafeEqual } from "node:crypto";

// Your signing secret (whsec_…), from your configuration.
const key = Buffer.from(process.env.WEBHOOK_SECRET.replace("whsec_", ""), "base64");

// rawBody: the exact bytes of the request, before any JSON parsing. Throws if the signature is invalid.
export function verify(rawBody, headers) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  if (!(Math.abs(Date.now() / 1000 - timestamp) <= 300)) throw new Error("too old or too new");
  const mac = createHmac("sha256", key).update(\`\${id}.\${timestamp}.\`).update(rawBody).digest("base64");
  const expected = Buffer.from(\`v1,\${mac}\`);
  // While a rotation overlaps there are two signatures: one match is enough.
  const isValid = String(headers["webhook-signature"]).split(" ").some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!isValid) throw new Error("invalid signature");
  return JSON.parse(rawBody);
}
`;

const EXPRESS = `import express from "express";
import { verify } from "./verify.js"; // the code under "Node.js"

const app = express();

// express.json() would change the bytes, and the signature would no longer match: take them raw.
app.post("/webhooks", express.raw({ type: "application/json" }), (request, response) => {
  let event;
  try {
    event = verify(request.body, request.headers);
  } catch {
    return response.sendStatus(401);
  }
  response.sendStatus(204); // respond first, then work
  console.log(event.id, event.event, event.data);
});

app.listen(3000);
`;

const PYTHON = `import base64
import hashlib
import hmac
import json
import os
import time

# Your signing secret (whsec_…), from your configuration.
KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))


def verify(raw_body: bytes, headers) -> dict:
    """raw_body: the exact bytes of the request. Raises ValueError if the signature is invalid."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if abs(time.time() - int(timestamp)) > 300:
        raise ValueError("too old or too new")
    signed = f"{message_id}.{timestamp}.".encode() + raw_body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    # While a rotation overlaps there are two signatures: one match is enough.
    given = headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(one.encode(), expected.encode()) for one in given):
        raise ValueError("invalid signature")
    return json.loads(raw_body)
`;

const PHP = `<?php
// $rawBody = file_get_contents('php://input'); $headers = array_change_key_case(getallheaders());
// Throws if the signature is invalid.
function verify(string $rawBody, array $headers): array
{
    // Your signing secret (whsec_…), from your configuration.
    $key = base64_decode(str_replace('whsec_', '', getenv('WEBHOOK_SECRET')));
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    if (abs(time() - (int) $timestamp) > 300) {
        throw new RuntimeException('too old or too new');
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$rawBody", $key, true));
    // While a rotation overlaps there are two signatures: one match is enough.
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $given) {
        if (hash_equals($expected, $given)) {
            return json_decode($rawBody, true, 512, JSON_THROW_ON_ERROR);
        }
    }
    throw new RuntimeException('invalid signature');
}
`;

const RUBY = `require "base64"
require "json"
require "openssl"

# Your signing secret (whsec_…), from your configuration.
KEY = Base64.decode64(ENV.fetch("WEBHOOK_SECRET").delete_prefix("whsec_"))

# raw_body: the exact bytes of the request. Raises if the signature is invalid.
def verify(raw_body, headers)
  id = headers["webhook-id"]
  timestamp = headers["webhook-timestamp"].to_s
  raise "too old or too new" if (Time.now.to_i - Integer(timestamp)).abs > 300

  mac = OpenSSL::HMAC.digest("SHA256", KEY, "#{id}.#{timestamp}.".b + raw_body.b)
  expected = "v1,#{Base64.strict_encode64(mac)}"
  # While a rotation overlaps there are two signatures: one match is enough.
  given = headers["webhook-signature"].to_s.split(" ")
  unless given.any? { |one| one.bytesize == expected.bytesize && OpenSSL.fixed_length_secure_compare(one, expected) }
    raise "invalid signature"
  end

  JSON.parse(raw_body)
end
`;

const GO = `package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Verify checks rawBody, the exact bytes of the request. An error means that the signature is invalid.
func Verify(rawBody []byte, header http.Header) error {
	// Your signing secret (whsec_…), from your configuration.
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	if err != nil {
		return err
	}
	timestamp := header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 300*time.Second {
		return errors.New("too old or too new")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(header.Get("webhook-id") + "." + timestamp + "."))
	mac.Write(rawBody)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// While a rotation overlaps there are two signatures: one match is enough.
	for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(given), []byte(expected)) {
			return nil
		}
	}
	return errors.New("invalid signature")
}
`;

export const SNIPPETS: readonly Snippet[] = [
  { id: "node", label: "Node.js", file: "verify.js", code: NODE },
  { id: "express", label: "Express", file: "server.js", code: EXPRESS },
  { id: "python", label: "Python", file: "verify.py", code: PYTHON },
  { id: "php", label: "PHP", file: "verify.php", code: PHP },
  { id: "ruby", label: "Ruby", file: "verify.rb", code: RUBY },
  { id: "go", label: "Go", file: "verify.go", code: GO },
];
