import type { ReactNode } from "react";
import { SettingsNav } from "#features/settings/settings-nav.tsx";

const SettingsLayout = ({ children }: { children: ReactNode }) => (
  <div className="md:grid md:grid-cols-[11rem_minmax(0,1fr)] md:gap-10">
    <SettingsNav />
    <div className="min-w-0">{children}</div>
  </div>
);

export default SettingsLayout;
