import type { Metadata } from "next";
import { requireSession } from "#app/require-session.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { CatalogList } from "#features/catalog/catalog-list.tsx";

export const metadata: Metadata = { title: "Event types" };

const EventTypesPage = async () => {
  await requireSession();
  return <CatalogList types={listEventTypes()} />;
};

export default EventTypesPage;
