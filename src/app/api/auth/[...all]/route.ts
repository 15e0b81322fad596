import { authDoor } from "#server/auth-door.ts";

const handle = (request: Request): Promise<Response> => authDoor()(request);

export { handle as GET, handle as POST };
