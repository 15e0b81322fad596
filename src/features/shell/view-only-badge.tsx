"use client";

import { Eye } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { useIsAdmin } from "#features/auth/role.tsx";

/** Tells viewers why buttons are missing. */
export const ViewOnlyBadge = () =>
  useIsAdmin() ? null : (
    <Badge tone="calm" icon={Eye} title="You can look at everything, but not change it. Ask an admin of your business.">
      View only
    </Badge>
  );
