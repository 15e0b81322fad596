import { redirect } from "next/navigation";
import { currentSession } from "#app/require-session.ts";

const Start = async () => redirect((await currentSession()) ? "/webhooks" : "/sign-in");

export default Start;
