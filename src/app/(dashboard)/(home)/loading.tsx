import { Card } from "#components/ui/card.tsx";
import { LoadingRows } from "#components/ui/states.tsx";

const Loading = () => (
  <div className="flex flex-col gap-5">
    <div className="flex items-center gap-4 pb-1">
      <div className="size-11 animate-pulse rounded-2xl bg-calm-tint" />
      <div className="h-8 w-72 max-w-full animate-pulse rounded-lg bg-calm-tint" />
    </div>
    <div className="h-110 animate-pulse rounded-2xl bg-calm-tint" />
    <Card flush>
      <LoadingRows rows={3} />
    </Card>
  </div>
);

export default Loading;
