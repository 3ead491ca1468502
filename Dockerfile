# syntax=docker/dockerfile:1
#
# Build: docker build -t meetgate .
# Run:   docker run -v meetgate:/var/lib/meetgate -v "$PWD/meetgate.toml:/etc/meetgate/meetgate.toml:ro" meetgate
#
# The gate (.ci/run) has no Docker engine: it checks this file's form (.ci/dockerfile.py), not that it builds.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
# Dependencies first, behind an empty crate: this layer stays until Cargo.toml or Cargo.lock change. The image
# brings gcc, which SQLite and ring are built with.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests/it \
    && touch src/lib.rs tests/it/main.rs \
    && echo 'fn main() {}' > src/main.rs \
    && cargo build --locked --release --bin meetgate \
    && rm -r src tests
COPY . .
# Cargo goes by file times, and the copied ones may be older than those of the empty crate.
RUN touch src/lib.rs src/main.rs \
    && cargo build --locked --release --bin meetgate

FROM debian:12.12-slim
# Certificates for the providers and mail servers; the zones' rules are compiled in.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 meetgate \
    && useradd --system --uid 10001 --gid meetgate \
        --no-create-home --home-dir /var/lib/meetgate --shell /usr/sbin/nologin meetgate \
    && install -d -o meetgate -g meetgate -m 0750 /var/lib/meetgate
COPY --from=build /src/target/release/meetgate /usr/bin/meetgate
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/meetgate
VOLUME /var/lib/meetgate
# SIGTERM is the soft stop: what was begun is finished, nothing new is taken up. It starts no children, so no init
# is needed.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/meetgate"]
CMD ["run", "--config", "/etc/meetgate/meetgate.toml"]
