import { SearchX } from "lucide-react";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";

const NotFound = () => (
  <EmptyState
    icon={SearchX}
    title="There is nothing here"
    action={
      <ButtonLink href="/webhooks" variant="primary">
        Go to your webhooks
      </ButtonLink>
    }
  >
    It was deleted, or the link is wrong or belongs to another account.
  </EmptyState>
);

export default NotFound;
