import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { fallbacks } from "#domain/subscriptions/webhook-fields.schema.ts";
import { FiguresCard } from "#features/webhooks/overview/figures-card.tsx";
import { AboutWebhook } from "#features/webhooks/page/about-webhook.tsx";
import { renderPage } from "#tests/render-page.tsx";
import { TRPCProvider } from "#trpc/client.tsx";
import type { AppRouter } from "#trpc/routers/_app.ts";

const webhook: WebhookView = {
  ...fallbacks,
  id: "wh_1",
  url: "https://hooks.example.com/a",
  events: ["appointment.created"],
  headers: {},
  active: true,
  health: "healthy",
  disabledReason: null,
  mode: "live",
  secretHint: "whsec_…ab12",
  previousSecretExpiresAt: null,
  createdAt: "2026-03-14T10:00:00.000Z",
  updatedAt: "2026-03-14T10:00:00.000Z",
};

const client = createTRPCClient<AppRouter>({ links: [] });

const render = (children: ReactNode, queryClient = new QueryClient()) =>
  renderPage(
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>,
  );

it("figures that load show bars, not the dash of a webhook without requests", () => {
  const figures = render(<FiguresCard webhook={webhook} />).match(/<dd.*?<\/dd>/gs) ?? [];
  expect(figures).toHaveLength(4);
  for (const figure of figures) {
    expect(figure).toContain("animate-pulse");
    expect(figure).not.toContain("–");
  }
});

it("the row of the last response is there while it loads, and for a webhook without one", () => {
  const queryClient = new QueryClient();
  const about = () => render(<AboutWebhook webhook={webhook} headerPrefix="Acme" />, queryClient);
  expect(about()).toMatch(/Last response<\/dt><dd[^>]*><span[^>]*><span class="[^"]*animate-pulse/);
  const { webhooks } = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
  queryClient.setQueryData(webhooks.lastResponses.queryKey({ mode: "live" }), { data: [] });
  expect(about()).toMatch(/Last response<\/dt><dd[^>]*><span[^>]*><span[^>]*>Nothing sent yet/);
});
