import Link from "next/link";
import { storyAddress } from "#features/event-address.ts";

/** Customer of an appointment, as lists name it. Leads to the story of the appointment. */
export const CustomerLink = ({ resourceId, customer }: { resourceId: string; customer: string }) => (
  <Link
    href={storyAddress(resourceId)}
    prefetch={false}
    translate="no"
    className="inline-block min-h-6 text-accent underline underline-offset-2 hover:no-underline"
  >
    {customer}
  </Link>
);
