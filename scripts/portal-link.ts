import { parseArgs } from "node:util";
import { role } from "#domain/sessions/role.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { developmentPortalLink } from "#server/auth/development-portal-link.ts";
import { readSettings, runCommand } from "#supervisor/settings.ts";

// `npm run portal-link`: makes a dashboard link as the booking platform does, for development.

const USAGE = `Usage:
  npm run portal-link -- --tenant ID [--role admin|viewer] [--sub ID] [--name NAME]
Prints a link that opens the dashboard once, within 60 seconds. For development: the key pair is made in DATA_DIR.`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string" },
      role: { type: "string", default: "admin" },
      sub: { type: "string", default: "developer" },
      name: { type: "string" },
    },
  });
  const { sub, name } = values;
  const tenant = addTenantInput.shape.id.safeParse(values.tenant);
  const chosenRole = role.safeParse(values.role);
  if (!tenant.success || !chosenRole.success) throw new Error(USAGE);
  const visitor = { tenant: tenant.data, role: chosenRole.data, sub, name };
  console.log(await developmentPortalLink(readSettings(), visitor));
});
