import { Card } from "#components/ui/card.tsx";
import { LoadingRows } from "#components/ui/states.tsx";

/** Stands for a delivery while it loads. */
export const DeliverySkeleton = () => (
  <div className="flex flex-col gap-5">
    <div className="h-6 w-56 animate-pulse rounded-full bg-calm-tint" />
    <Card flush>
      <LoadingRows rows={2} />
    </Card>
    <Card flush>
      <LoadingRows rows={5} />
    </Card>
  </div>
);
