import { CodeBlock } from "#components/ui/code-block.tsx";
import { Tabs } from "#components/ui/tabs.tsx";

const node = `import { Webhook } from "standardwebhooks";

// The secret as it was shown, from your configuration.
const webhook = new Webhook(process.env.WEBHOOK_SECRET);

// rawBody: the exact text that arrived, before any JSON parsing.
const event = webhook.verify(rawBody, request.headers); // throws if it is not ours
`;

const python = `from standardwebhooks.webhooks import Webhook

# The secret as it was shown, from your configuration.
webhook = Webhook(os.environ["WEBHOOK_SECRET"])

# raw_body: the exact text that arrived, before any JSON parsing.
event = webhook.verify(raw_body, dict(request.headers))  # raises if it is not ours
`;

const plain = (prefix: string) => `import { createHmac, timingSafeEqual } from "node:crypto";

// Without a library. The key is the whole secret, with "whsec_".
const expected = createHmac("sha256", process.env.WEBHOOK_SECRET).update(rawBody).digest("hex");
const given = request.headers["x-${prefix.toLowerCase()}-signature"] ?? "";
const isOurs = given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
`;

export const VerifySnippet = ({ headerPrefix }: { headerPrefix: string }) => (
  <Tabs
    label="Language"
    tabs={[
      {
        value: "node",
        label: "Node.js",
        content: <CodeBlock text={node} what="code" caption="npm install standardwebhooks" />,
      },
      {
        value: "python",
        label: "Python",
        content: <CodeBlock text={python} what="code" caption="pip install standardwebhooks" />,
      },
      {
        value: "plain",
        label: "Without a library",
        content: <CodeBlock text={plain(headerPrefix)} what="code" caption="Node.js, built-in modules only" />,
      },
    ]}
  />
);
