import { redirect } from "next/navigation";

type Props = { params: Promise<{ id: string }> };

/** Keeps older links: the settings are a part of the webhook's page. */
const Page = async ({ params }: Props) => redirect(`/webhooks/${encodeURIComponent((await params).id)}?tab=settings`);

export default Page;
