# The gateway as an image: docker build -t hub .
FROM node:24-bookworm-slim AS build
WORKDIR /hub
ENV CI=true
COPY . .
RUN node scripts/run.mjs pnpm install --frozen-lockfile
RUN node scripts/run.mjs pnpm run build:gateway
# The gateway with what it needs at run time, and nothing else.
RUN node scripts/run.mjs pnpm deploy --filter=@hub/gateway --prod /app

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HUB_HOST=0.0.0.0 \
    HUB_PORT=8787 \
    HUB_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app .
# Keys, wallets and records; all else may be mounted read-only.
RUN install --directory --owner=node --group=node --mode=700 /data
VOLUME /data
USER node
EXPOSE 8787
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HUB_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node.js itself is process 1: the gateway answers SIGTERM, and lets answers under way finish.
CMD ["node", "--max-semi-space-size=16", "dist/server.js"]
