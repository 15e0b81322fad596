import { FlaskConical } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { Mode } from "#domain/mode.schema.ts";

/** Marks objects of the sandbox. Live objects have no mark. */
export const ModeBadge = ({ mode }: { mode: Mode }) =>
  mode === "test" ? (
    <Badge tone="warn" icon={FlaskConical} title="Belongs to the sandbox, apart from everything live">
      Test mode
    </Badge>
  ) : null;
