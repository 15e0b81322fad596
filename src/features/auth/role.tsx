"use client";

import { Eye } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { useTranslations } from "use-intl";
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

export const AdminPage = ({ children }: { children: ReactNode }) => {
  const t = useTranslations("auth.adminOnly");
  return (
    <AdminOnly
      instead={
        <EmptyState
          isWholePage
          icon={Eye}
          title={t("title")}
          action={<ButtonLink href="/webhooks">{t("action")}</ButtonLink>}
        >
          {t("about")}
        </EmptyState>
      }
    >
      {children}
    </AdminOnly>
  );
};
