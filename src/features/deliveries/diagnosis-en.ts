/** Explanations of an attempt's outcome: for the salon's owner what to do, for the endpoint's developer the exact cause. */
export const diagnosisEn = {
  unknown: {
    title: "No result yet",
    owner: "The attempt is still running, or ended before we could record it.",
    developer: "There is neither a response nor an error for this attempt yet.",
  },
  status: {
    delivered: {
      title: "Delivered",
      owner: "Your endpoint accepted it. You're all set.",
      developer: "The response was {status, number}.",
    },
    redirect: {
      title: "The address has moved",
      owner: "The endpoint says that it has moved. Enter its new URL in this webhook's settings.",
      developer:
        "The response was {status, number}. We never follow redirects: register the URL of the Location header.",
    },
    refused: {
      title: "The endpoint refused the event",
      owner: "We reached the endpoint, but it didn't accept this event. Its operator can see why in the logs.",
      developer: "The response was {status, number}. Only 2xx counts as delivered.",
    },
    broken: {
      title: "The endpoint has a problem",
      owner: "We reached the endpoint, but it failed on its side. This often passes. If it doesn't, tell its operator.",
      developer: "The response was {status, number}. Look for an error in the endpoint's logs at this time.",
    },
    denied: {
      title: "The endpoint rejected our credentials ({status, number})",
      owner: "A key or password is missing or wrong. Check the custom headers in this webhook's settings.",
      developer:
        "The response was {status, number}. Add credentials as a custom header, or let signed requests through.",
    },
    not_found: {
      title: "Nothing found at this address",
      owner:
        "The server exists, but this address on it doesn't. Check the URL for typing mistakes after the host name.",
      developer: "The response was 404. Check the path, and whether the route accepts POST.",
    },
    wrong_method: {
      title: "This address doesn't take webhooks",
      owner: "The address exists, but isn't made to receive events. You may have copied the address of a web page.",
      developer: "The response was 405. The route must accept POST.",
    },
    gone: {
      title: "The endpoint is gone",
      owner: "The endpoint wants no more events. Once that is fixed, turn this webhook on again.",
      developer: "The response was 410 Gone, which turns the webhook off.",
    },
    too_large: {
      title: "The event was too large for the endpoint",
      owner: "The endpoint only takes smaller requests. Its operator can raise the limit.",
      developer: "The response was 413. Allow bodies of at least 256 KiB.",
    },
    too_many: {
      title: "The endpoint asked us to slow down",
      owner: "It gets too many requests at once. You can set a rate limit in this webhook's settings.",
      developer: "The response was 429. We respect Retry-After up to the end of the retry window.",
    },
    unavailable: {
      title: "The endpoint is unavailable",
      owner: "It is overloaded or under maintenance. This often passes. If it doesn't, tell its operator.",
      developer: "The response was 503. We respect Retry-After up to the end of the retry window.",
    },
  },
  code: {
    dns_error: {
      title: "The address was not found",
      owner: "The host name in the URL leads nowhere. Check it for typing mistakes.",
      developer: "The host name did not resolve. Check its A and AAAA records in public DNS.",
    },
    connection_refused: {
      title: "Nothing answers at this address",
      owner: "We found the server, but the program that should receive your events isn't running there.",
      developer:
        "The connection was refused. Check that the server listens on this port, and that the firewall lets us in.",
    },
    connection_reset: {
      title: "The connection broke off",
      owner: "The endpoint closed the connection before it responded. If this goes on, tell its operator.",
      developer:
        "The connection closed before a complete response. Look for crashes, proxies or size limits on your side.",
    },
    connect_timeout: {
      title: "The endpoint could not be reached",
      owner: "No connection in time. The endpoint may be switched off or behind a firewall.",
      developer: "No connection within the time limit. A firewall that drops packets looks like this.",
    },
    timeout: {
      title: "The endpoint took too long",
      owner:
        "We reached the endpoint, but got no response in time. It may be overloaded, or do too much before it responds.",
      developer: "No complete response headers in time. Respond with 2xx at once and do the work afterwards.",
    },
    tls_error: {
      title: "The secure connection failed",
      owner: "The endpoint's encryption or certificate has a problem. Its operator must look at it.",
      developer: "The TLS handshake failed. Check versions, ciphers, and the certificate's dates, names and chain.",
    },
    blocked_address: {
      title: "This address is not allowed",
      owner: "The address leads into a private network. We never send anything there.",
      developer: "The host resolves to an address that isn't public. Use a public address.",
    },
    invalid_response: {
      title: "Invalid response",
      owner: "This address doesn't speak HTTP. It may belong to another kind of service.",
      developer: "The response was not valid HTTP, or its headers were too large.",
    },
    interrupted: {
      title: "We were interrupted",
      owner: "This was our fault, not the endpoint's: our side stopped during the attempt.",
      developer:
        "Our process stopped during the attempt. It doesn't count as a failure. The endpoint may see the same id twice.",
    },
  },
  tls: {
    old_version: {
      title: "The endpoint's encryption is too old",
      owner: "Its server only offers encryption that is no longer safe. Ask its operator to turn on TLS 1.2 or newer.",
      developer: "The server and we have no TLS version in common. Enable TLS 1.2 or 1.3.",
    },
    no_common_cipher: {
      title: "No secure connection could be agreed on",
      owner:
        "The endpoint's server broke off at once. Its operator must check the encryption settings, and whether there is a certificate for this address.",
      developer:
        "The server refused our first TLS message. Enable an ECDHE cipher with AES-GCM or ChaCha20-Poly1305, and check that a certificate is installed for this host name.",
    },
    other_protocol: {
      title: "The endpoint speaks only HTTP/2",
      owner: "Its server doesn't accept the kind of connection that we use. Ask its operator to allow HTTP/1.1.",
      developer: "The server refused http/1.1 (alert no_application_protocol). Add http/1.1 to its ALPN protocols.",
    },
    unknown_name: {
      title: "The endpoint doesn't know this address",
      owner:
        "Its server has no certificate for the name in this URL. Check the URL, or ask the operator to set the name up.",
      developer: "The server sent unrecognized_name for our SNI. Configure this host name and its certificate.",
    },
    client_certificate: {
      title: "The endpoint asks for a client certificate",
      owner:
        "Its server accepts only callers with a certificate of their own. We have none: ask its operator for a URL that doesn't need one.",
      developer: "The server requires mutual TLS. Turn it off for this route and verify the signature instead.",
    },
    not_tls: {
      title: "There is no secure server at this port",
      owner: "The URL starts with https, but the server there doesn't use encryption. Check the port in the URL.",
      developer:
        "The first bytes from this port are not TLS, most likely plain HTTP. Serve TLS here, or use the right port.",
    },
    handshake: {
      title: "The secure connection failed",
      owner:
        "The endpoint and we could not agree on a secure connection. Ask its operator to look at the server's log.",
      developer:
        "The TLS handshake failed. An internal_error alert often means that the server has no certificate for this host name.",
    },
    expired: {
      title: "The endpoint's certificate has expired",
      owner: "Its security certificate is out of date. Its operator must renew it.",
      developer: "Renew the certificate, and reload the server. Check the intermediate certificates too.",
    },
    not_yet_valid: {
      title: "The endpoint's certificate is not valid yet",
      owner: "Its security certificate is for a later date. Its operator must install one that is valid today.",
      developer:
        "The certificate's notBefore lies in the future. Install the current one, and check the issuer's clock.",
    },
    self_signed: {
      title: "The endpoint made its certificate itself",
      owner: "A certificate must come from a public authority. Its operator can get one free of charge.",
      developer: "The certificate is self-signed. Use one from a public authority, such as Let's Encrypt.",
    },
    unknown_authority: {
      title: "The endpoint's certificate comes from an unknown authority",
      owner:
        "The authority that issued it isn't publicly trusted. Its operator must get a certificate from a public one.",
      developer:
        "The chain ends at a root that we don't trust. Use a public authority, and send all intermediate certificates.",
    },
    incomplete_chain: {
      title: "The endpoint's certificate is incomplete",
      owner:
        "Browsers may open this address all the same, but part of its certificate is missing. Its operator must install all of it.",
      developer:
        "The server doesn't send the intermediate certificate. Serve the full chain (fullchain.pem with certbot).",
    },
    wrong_name: {
      title: "The endpoint's certificate belongs to another address",
      owner: "Its security certificate was made for another name. Check the URL, or ask the operator to add this name.",
      developer: "No name in the certificate matches the host of this URL. Issue one whose subjectAltName holds it.",
    },
    revoked: {
      title: "The endpoint's certificate was withdrawn",
      owner: "The authority that issued the certificate has taken it back. Its operator must install a new one.",
      developer: "The certificate is revoked. Replace it and its key.",
    },
    bad_certificate: {
      title: "The endpoint's certificate is not acceptable",
      owner:
        "Its security certificate breaks a rule that all certificates must keep. Its operator must install another.",
      developer:
        "The chain failed verification for another reason than dates, names or trust: check key sizes, purposes and signatures.",
    },
  },
  /** One line in lists. */
  reason: {
    http_status: "The endpoint responded with an error",
    redirect_not_followed: "The address has moved",
    gone: "The endpoint is gone",
    receiver_request: "The endpoint asked us to stop sending",
    aborted_by_receiver: "The endpoint doesn't want this event",
    payload_expired: "Its data is past retention",
    erased: "Its data was erased on request",
    canceled_by_user: "A person canceled it",
    webhook_inactive: "The webhook was off",
    webhook_disabled: "The webhook was turned off automatically",
    webhook_deleted: "The webhook was deleted",
    paused_by_operator: "Paused by the platform",
  },
} as const;
