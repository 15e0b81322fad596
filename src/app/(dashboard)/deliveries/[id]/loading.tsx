import { DeliverySkeleton } from "#features/deliveries/delivery-skeleton.tsx";

const Loading = () => (
  <div className="flex flex-col gap-6">
    <div className="h-8 w-64 animate-pulse rounded-lg bg-calm-tint" />
    <DeliverySkeleton />
  </div>
);

export default Loading;
