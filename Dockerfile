# Image of the web process, the worker and the migrations: docker build -t bellhop .
# The second stage holds what `npm run build -- --to FOLDER` writes, and Node.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --include=dev --include=optional --no-audit --no-fund
COPY . .
RUN npm run --silent build -- --to /bellhop

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 NODE_OPTIONS=--max-semi-space-size=16
WORKDIR /bellhop
COPY --from=build /bellhop .
USER node
EXPOSE 3000
# The worker answers on WORKER_PORT; set it for the worker only.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WORKER_PORT || process.env.PORT || 3000}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "scripts/start.ts", "--only", "web"]
