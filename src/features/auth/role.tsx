"use client";

import { Eye } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Role } from "#domain/sessions/role.schema.ts";

const RoleContext = createContext<Role>("viewer");

/** Provides the person's role. The server checks the role again for each request. */
export const RoleProvider = ({ role, children }: { role: Role; children: ReactNode }) => (
  <RoleContext value={role}>{children}</RoleContext>
);

export const useIsAdmin = (): boolean => useContext(RoleContext) === "admin";

export const AdminOnly = ({ children, instead = null }: { children: ReactNode; instead?: ReactNode }) =>
  useIsAdmin() ? children : instead;

export const AdminPage = ({ children }: { children: ReactNode }) => (
  <AdminOnly
    instead={
      <EmptyState
        isWholePage
        icon={Eye}
        title="You can look, but not change anything"
        action={<ButtonLink href="/webhooks">Go to your webhooks</ButtonLink>}
      >
        This page is for admins of your business. Ask one of them if something here should be different.
      </EmptyState>
    }
  >
    {children}
  </AdminOnly>
);
