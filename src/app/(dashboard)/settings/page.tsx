import { redirect } from "next/navigation";

const SettingsPage = () => redirect("/settings/members");

export default SettingsPage;
