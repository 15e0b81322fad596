import { useRouter } from "next/navigation";
import { type AuthAnswer, type AuthOptions, postAuth } from "#features/auth/post-auth.ts";
import { usePersonMark } from "#trpc/client.tsx";

/**
 * Sends requests about the account of the person whose page this is. Where another person has signed in with this browser, nothing is done,
 * and the page becomes theirs.
 */
export const useOwnAuth = () => {
  const mark = usePersonMark();
  const router = useRouter();
  return <Data>(
    path: `/${string}`,
    body: Record<string, unknown>,
    options: AuthOptions<Data>,
  ): Promise<AuthAnswer<Data>> => postAuth(path, body, options, { mark, onOtherPerson: router.refresh });
};
