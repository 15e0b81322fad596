import { type Diagnosis, problem } from "#features/deliveries/diagnosis.ts";

export const diagnoseStatus = (status: number): Diagnosis => {
  if (status >= 200 && status < 300) {
    return {
      ok: true,
      title: "Delivered",
      ownerText: "The receiver has it. Nothing needs to be done.",
      developerText: `The receiver answered ${status}.`,
    };
  }
  const known = BY_STATUS[status];
  if (known) return known;
  if (status < 400) return redirect(status);
  return status < 500 ? refused(status) : broken(status);
};

const redirect = (status: number) =>
  problem(
    "The address has moved",
    "The receiver says that it now lives at another address. Enter the new one in this webhook's settings.",
    `It answered ${status}. Redirects are never followed: register the target of the Location header.`,
  );

const refused = (status: number) =>
  problem(
    "The receiver refused it",
    "It was reached but does not accept this message. Whoever runs it can see why in its logs.",
    `It answered ${status}. Any answer but 2xx counts as a failure.`,
  );

const broken = (status: number) =>
  problem(
    "The receiver has a problem",
    "It was reached but failed on its side. This often passes by itself; if not, tell whoever runs it.",
    `It answered ${status}. Look for an error in the receiver's logs at this time.`,
  );

const denied = (status: number) =>
  problem(
    "The receiver wants to know who is calling",
    "It refuses because a key or password is missing or wrong. Check the custom headers in this webhook's settings.",
    `It answered ${status}. Add its credentials as a custom header, or let signed requests through.`,
  );

const BY_STATUS: Record<number, Diagnosis> = {
  400: refused(400),
  401: denied(401),
  403: denied(403),
  404: problem(
    "There is nothing at this address",
    "The receiver exists, but not this page of it. Check the address for typing mistakes after the name.",
    "It answered 404. Is the path right, and does the route accept POST?",
  ),
  405: problem(
    "This address takes no messages",
    "The address exists but is not made for receiving. You may have copied the address of a web page.",
    "It answered 405. The route must accept POST.",
  ),
  410: problem(
    "The receiver is gone",
    "It says that it wants no more messages, so this webhook was turned off. Turn it on again when that is put right.",
    "It answered 410 Gone, which disables the webhook.",
  ),
  413: problem(
    "The message was too large for the receiver",
    "The receiver only takes shorter messages. Its operator can raise the limit.",
    "It answered 413. Allow bodies of at least 256 KiB.",
  ),
  429: problem(
    "The receiver asked us to slow down",
    "It gets too much at once. We wait and try again; you can limit the speed in this webhook's settings.",
    "It answered 429. A Retry-After header is respected up to the end of the retry window.",
  ),
  503: problem(
    "The receiver is not available right now",
    "It is overloaded or being worked on. We try again by ourselves.",
    "It answered 503. A Retry-After header is respected up to the end of the retry window.",
  ),
};
