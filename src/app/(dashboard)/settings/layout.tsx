import type { ReactNode } from "react";
import { SettingsTabs } from "#features/settings/settings-tabs.tsx";

const SettingsLayout = ({ children }: { children: ReactNode }) => (
  <>
    <SettingsTabs />
    {children}
  </>
);

export default SettingsLayout;
