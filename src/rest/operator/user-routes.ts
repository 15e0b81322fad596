import { z } from "zod";
import {
  addOperatorUser,
  addOperatorUserInput,
  chosenPassword,
  listOperatorUsers,
  newPasswordView,
  removeOperatorUser,
  resetOperatorUserPassword,
  resetOperatorUserSecondFactor,
  signOperatorUserOut,
} from "#domain/operator/operator-users.ts";
import { pageInput, pageOf } from "#domain/pagination.schema.ts";
import { userView } from "#domain/users/user.schema.ts";
import { defineOperatorRoute, type OperatorRoute } from "#rest/operator/operator-route.ts";
import { PARAM_CHARS_MAX, tenantParams } from "#rest/operator/tenant-params.ts";

const tag = "Users of a tenant";
const userParams = tenantParams.extend({ id: z.string().max(PARAM_CHARS_MAX).describe("ID of the user") });

const addUserRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/tenants/{tenantId}/users",
  operationId: "addUser",
  tag,
  summary:
    "Adds a user who signs in with a password. A password that is left out is made and shown in this answer only.",
  conflict: "A user of some tenant has this email, or the tenant is being removed.",
  scope: "access:write",
  input: { params: tenantParams, body: addOperatorUserInput },
  status: 201,
  answer: newPasswordView,
  handle: ({ deps, actor }, { params, body }) => addOperatorUser(deps, actor, { ...params, ...body }),
});

const listUsersRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/tenants/{tenantId}/users",
  operationId: "listUsers",
  tag,
  summary: "The users of the tenant who sign in with a password, newest first.",
  scope: "access:read",
  input: { params: tenantParams, query: pageInput },
  status: 200,
  answer: pageOf(userView),
  handle: ({ deps }, { params, query }) => listOperatorUsers(deps, { ...params, ...query }),
});

const removeUserRoute = defineOperatorRoute({
  method: "DELETE",
  path: "/v1/operator/tenants/{tenantId}/users/{id}",
  operationId: "removeUser",
  tag,
  summary: "Removes a user; all sessions end.",
  scope: "access:write",
  input: { params: userParams },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params }) => removeOperatorUser(deps, actor, params),
});

const resetPasswordRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/tenants/{tenantId}/users/{id}/reset-password",
  operationId: "resetPassword",
  tag,
  summary: "Sets another password. All sessions end, and so does the wait after wrong guesses.",
  scope: "access:write",
  input: { params: userParams, body: chosenPassword.prefault({}) },
  status: 200,
  answer: newPasswordView,
  handle: ({ deps, actor }, { params, body }) => resetOperatorUserPassword(deps, actor, { ...params, ...body }),
});

const resetSecondFactorRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/tenants/{tenantId}/users/{id}/reset-second-factor",
  operationId: "resetSecondFactor",
  tag,
  summary: "Turns two-factor authentication off, for a user who lost the app and the recovery codes. All sessions end.",
  scope: "access:write",
  answersWithoutData: true,
  input: { params: userParams },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params }) => resetOperatorUserSecondFactor(deps, actor, params),
});

const signOutRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/tenants/{tenantId}/users/{id}/sign-out",
  operationId: "signUserOut",
  tag,
  summary: "Ends all sessions of a user, and says how many.",
  scope: "access:write",
  answersWithoutData: true,
  input: { params: userParams },
  status: 200,
  answer: z.object({ count: z.number().int() }),
  handle: ({ deps, actor }, { params }) => signOperatorUserOut(deps, actor, params),
});

export const userRoutes: readonly OperatorRoute[] = [
  addUserRoute,
  listUsersRoute,
  removeUserRoute,
  resetPasswordRoute,
  resetSecondFactorRoute,
  signOutRoute,
];
