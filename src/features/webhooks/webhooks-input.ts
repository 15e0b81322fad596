/** One page holds every webhook that a tenant may have (50). */
export const allWebhooks = { limit: 100 };

/** The latest deliveries of one webhook, for its row in the list. */
export const latestDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 12 });

/** The latest deliveries of one webhook, for its own page. */
export const recentDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 8 });
