import { Card } from "#components/ui/card.tsx";
import { LoadingRows } from "#components/ui/states.tsx";

const Loading = () => (
  <div className="flex flex-col gap-8">
    <div className="h-8 w-48 animate-pulse rounded-lg bg-calm-tint" />
    <Card flush>
      <LoadingRows rows={6} />
    </Card>
  </div>
);

export default Loading;
