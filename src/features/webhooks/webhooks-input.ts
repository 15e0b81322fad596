/** One page holds every webhook that a tenant may have (50). */
export const allWebhooks = { limit: 100 };

export const latestDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 12 });

export const recentDeliveries = (webhookId: string) => ({ webhookId: [webhookId], limit: 8 });
